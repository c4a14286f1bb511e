import { constants, type KeyObject, verify } from 'node:crypto'
import { readChildren, readContent, readObjectIdentifier } from '../../codec/der/read-der.ts'

/** Digests of signature algorithms, `null` for algorithms with a built-in digest (RFC 8017, RFC 5758, RFC 8410). */
const digests: Readonly<Record<string, string | null>> = {
  '1.2.840.113549.1.1.5': 'sha1',
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.113549.1.1.14': 'sha224',
  '1.2.840.10045.4.1': 'sha1',
  '1.2.840.10045.4.3.1': 'sha224',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
  '1.3.101.112': null,
  '1.3.101.113': null,
}
const pss = '1.2.840.113549.1.1.10'
const pssHashes: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}

/** Reads the hash of RSASSA-PSS-params, by default SHA-1 (RFC 4055 §3.1). */
const readPssHash = (parameters: Uint8Array | undefined): string | undefined => {
  const [first] = parameters ? readChildren(parameters) : []
  if (first?.[0] !== 0xa0) return 'sha1'
  const [algorithm] = readChildren(first)
  const [id] = algorithm ? readChildren(algorithm) : []
  return id && pssHashes[readObjectIdentifier(id)]
}

/**
 * Whether the key signed `data`, which proves that the sender of a certificate request has the private key. `signature`
 * is a BIT STRING, `algorithm` an AlgorithmIdentifier. SHA-1 is accepted, because a collision in one's own request
 * gains nothing.
 *
 * @throws Error when the DER is none, or key and algorithm do not belong together
 */
export const isProofOfPossession = (
  key: KeyObject,
  data: Uint8Array,
  algorithm: Uint8Array,
  signature: Uint8Array,
): boolean => {
  const [id, parameters] = readChildren(algorithm)
  const name = id ? readObjectIdentifier(id) : ''
  const bytes = readContent(signature).subarray(1)
  if (name === pss) {
    const hash = readPssHash(parameters)
    const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO }
    return hash !== undefined && verify(hash, data, { key, ...padding }, bytes)
  }
  const digest = digests[name]
  return digest !== undefined && verify(digest, data, key, bytes)
}
