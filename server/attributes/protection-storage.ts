import { KmipError, type ProtectionStorageMask, type ResultReason } from '../../codec/index.ts'

type Masks = readonly (readonly ProtectionStorageMask[])[]

/** Where the server keeps objects: KMIP 2.1 §12.2. */
export const protectionStorage: readonly ProtectionStorageMask[] = ['Software']

/** What a request may ask for new objects, and the Result Reason when that cannot be had (KMIP 2.1 §7.33, §6.1.10). */
const requestFields: readonly (readonly [string, ResultReason])[] = [
  ['protectionStorageMasks', 'ProtectionStorageUnavailable'],
  ['commonProtectionStorageMasks', 'ProtectionStorageUnavailable'],
  ['privateProtectionStorageMasks', 'PrivateProtectionStorageUnavailable'],
  ['publicProtectionStorageMasks', 'PublicProtectionStorageUnavailable'],
]

const isAvailable = (mask: readonly ProtectionStorageMask[]): boolean =>
  mask.length > 0 && mask.every((bit) => protectionStorage.includes(bit))

/** Refuses what must not be kept where this server keeps it: one of the masks that a request lists must do. */
export const requireProtectionStorage = (request: Readonly<Record<string, unknown>>): void => {
  for (const [key, reason] of requestFields) {
    const masks = (request[key] as { protectionStorageMask?: Masks } | undefined)?.protectionStorageMask
    if (masks && !masks.some(isAvailable)) throw createUnavailableError(reason)
  }
}

/** Refuses an attribute that says what is not so. */
export const requireAvailableStorage = (mask: readonly ProtectionStorageMask[]): void => {
  if (!isAvailable(mask)) throw createUnavailableError('ProtectionStorageUnavailable')
}

const createUnavailableError = (reason: ResultReason): KmipError =>
  new KmipError(reason, `Objects are kept in ${protectionStorage.join(', ')} here, and nowhere else.`)
