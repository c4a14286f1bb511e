import { KmipError, type ProtectionStorageMask, type ResultReason } from '../../codec/index.ts'

type Masks = readonly (readonly ProtectionStorageMask[])[]

/** The server's Protection Storage Mask (KMIP 2.1 §12.2). */
export const protectionStorage: readonly ProtectionStorageMask[] = ['Software']

/** Request fields, and the Result Reason when none of their masks is available (KMIP 2.1 §7.33, §6.1.10). */
const requestFields: readonly (readonly [string, ResultReason])[] = [
  ['protectionStorageMasks', 'ProtectionStorageUnavailable'],
  ['commonProtectionStorageMasks', 'ProtectionStorageUnavailable'],
  ['privateProtectionStorageMasks', 'PrivateProtectionStorageUnavailable'],
  ['publicProtectionStorageMasks', 'PublicProtectionStorageUnavailable'],
]

const isAvailable = (mask: readonly ProtectionStorageMask[]): boolean =>
  mask.length > 0 && mask.every((bit) => protectionStorage.includes(bit))

/** Refuses a request if the server satisfies none of its masks. */
export const requireProtectionStorage = (request: Readonly<Record<string, unknown>>): void => {
  for (const [key, reason] of requestFields) {
    const masks = (request[key] as { protectionStorageMask?: Masks } | undefined)?.protectionStorageMask
    if (masks && !masks.some(isAvailable)) throw createUnavailableError(reason)
  }
}

/** Refuses a Protection Storage Mask attribute that the server does not satisfy. */
export const requireAvailableStorage = (mask: readonly ProtectionStorageMask[]): void => {
  if (!isAvailable(mask)) throw createUnavailableError('ProtectionStorageUnavailable')
}

const createUnavailableError = (reason: ResultReason): KmipError =>
  new KmipError(reason, `The server stores objects in ${protectionStorage.join(', ')} only.`)
