import type { KeyObject } from 'node:crypto'

const exportSpki = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' })

/**
 * Whether two public keys are one. `KeyObject.equals` leaves an error in OpenSSL's queue when the keys are of different
 * types, and the next read of some TLS connection fails with it.
 */
export const isSameKey = (a: KeyObject, b: KeyObject): boolean => exportSpki(a).equals(exportSpki(b))
