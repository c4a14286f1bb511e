import type { KeyObject } from 'node:crypto'

const exportSpki = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' })

/**
 * Whether two public keys are equal. `KeyObject.equals` leaves an error in OpenSSL's queue for keys of different types,
 * which makes the next read of a TLS connection fail.
 */
export const isSameKey = (a: KeyObject, b: KeyObject): boolean => exportSpki(a).equals(exportSpki(b))
