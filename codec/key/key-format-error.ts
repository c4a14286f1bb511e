/**
 * Why a key block gives no usable key; ids of Result Reasons, the same in every version that has key blocks.
 * `InvalidField`: the content contradicts its own format. `KeyFormatTypeNotSupported`: sound, but not a format that
 * can be read or made for this key. `KeyValueNotPresent`: the block holds no key material.
 */
export type KeyFormatReason =
  | 'InvalidField'
  | 'KeyFormatTypeNotSupported'
  | 'KeyCompressionTypeNotSupported'
  | 'KeyValueNotPresent'

/** Thrown by the functions of this folder. The message never holds key material. */
export class KeyFormatError extends Error {
  override readonly name = 'KeyFormatError'
  readonly reason: KeyFormatReason

  constructor(reason: KeyFormatReason, message: string) {
    super(message)
    this.reason = reason
  }
}
