/**
 * Why a cryptographic operation failed; ids of Result Reasons. `BadCryptographicParameters` (they contradict each
 * other or the key) and `UnsupportedCryptographicParameters` (sound, but not done here) exist from KMIP 2.0 on: whoever
 * answers an older version has to map them. `InvalidMessage` and `GeneralFailure` where the OASIS cases ask for them in
 * every version: an absent IV (CS-BC-M-11 to -13) and a bad Tag Length (CS-BC-M-GCM-1).
 */
export type CryptoReason =
  | 'InvalidField'
  | 'InvalidMessage'
  | 'CryptographicFailure'
  | 'BadCryptographicParameters'
  | 'UnsupportedCryptographicParameters'
  | 'GeneralFailure'

/** Thrown by the functions of this folder. The message never holds key material or data. */
export class CryptoError extends Error {
  override readonly name = 'CryptoError'
  readonly reason: CryptoReason

  constructor(reason: CryptoReason, message: string) {
    super(message)
    this.reason = reason
  }
}
