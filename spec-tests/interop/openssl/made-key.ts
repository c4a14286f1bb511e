import type { Openssl } from './openssl.ts'
import type { Served } from './served.ts'

/** A key that openssl made: DER, and PEM files for its commands. */
export interface MadeKey {
  readonly pkcs8: Uint8Array
  readonly spki: Uint8Array
  readonly privateFile: string
  readonly publicFile: string
}

/** The name of a Recommended Curve on the command line; `undefined` for those that are algorithms there. */
const curveName = (recommendedCurve: string): string | undefined => {
  if (/^[PKB]_\d+$/.test(recommendedCurve)) return recommendedCurve.replace('_', '-')
  if (recommendedCurve.startsWith('BRAINPOOLP')) return recommendedCurve.toLowerCase().replace('poolp', 'poolP')
  return recommendedCurve.startsWith('CURVE') ? undefined : recommendedCurve.toLowerCase()
}

const montgomery: Readonly<Record<string, string>> = { CURVE25519: 'X25519', CURVE448: 'X448' }

/** The groups of RFC 3526. */
const group = (bits: number): readonly string[] => ['DH', '-pkeyopt', `group:modp_${bits}`]

/** What `openssl genpkey -algorithm` wants for such a key; `undefined` when nobody has said. */
export const genpkeyOptions = (
  algorithm: string,
  lengthOrCurve: number | string | undefined,
): readonly string[] | undefined => {
  if (algorithm === 'RSA') return ['RSA', '-pkeyopt', `rsa_keygen_bits:${lengthOrCurve}`]
  if (algorithm === 'DH') return group(Number(lengthOrCurve))
  if (algorithm === 'Ed25519' || algorithm === 'Ed448') return [algorithm]
  if (/^(ML|SLH)_/.test(algorithm)) return [algorithm.replaceAll('_', '-')]
  if (typeof lengthOrCurve !== 'string' || !['EC', 'ECDSA', 'ECDH', 'ECMQV'].includes(algorithm)) return undefined
  const name = curveName(lengthOrCurve)
  if (name) return ['EC', '-pkeyopt', `ec_paramgen_curve:${name}`, '-pkeyopt', 'ec_param_enc:named_curve']
  const other = montgomery[lengthOrCurve]
  return other === undefined ? undefined : [other]
}

const ofFile = async (privateFile: string, openssl: Openssl): Promise<MadeKey> => {
  const der = ['pkey', '-in', privateFile, '-outform', 'DER']
  const spki = await openssl.run([...der, '-pubout'])
  return {
    pkcs8: await openssl.run(['pkcs8', '-topk8', '-nocrypt', '-in', privateFile, '-outform', 'DER']),
    spki,
    privateFile,
    publicFile: await openssl.file(await openssl.run(['pkey', '-pubin', '-inform', 'DER'], spki)),
  }
}

/** A key that openssl makes, the same one each time; `which` of them, where it takes two. */
export const madeKey = (openssl: Openssl, options: readonly string[], which = 'first'): Promise<MadeKey> =>
  openssl.once([which, ...options].join(' '), async () =>
    ofFile(await openssl.file(await openssl.run(['genpkey', '-algorithm', ...options])), openssl),
  )

/** A DSA key, the same one each time: its domain parameters take a while. */
export const madeDsaKey = (openssl: Openssl, p: number, q: number): Promise<MadeKey> =>
  openssl.once(`DSA ${p} ${q}`, async () => {
    const sizes = ['-pkeyopt', `dsa_paramgen_bits:${p}`, '-pkeyopt', `dsa_paramgen_q_bits:${q}`]
    const domain = await openssl.file(await openssl.run(['genpkey', '-genparam', '-algorithm', 'DSA', ...sizes]))
    return ofFile(await openssl.file(await openssl.run(['genpkey', '-paramfile', domain])), openssl)
  })

/** A key of the server for openssl. */
export const fileOf = async (pkcs8: Uint8Array, openssl: Openssl): Promise<MadeKey> =>
  ofFile(await openssl.file(await openssl.run(['pkey', '-inform', 'DER'], pkcs8)), openssl)

const bytes = (from: Uint8Array): Uint8Array => Uint8Array.from(from)

/** Both halves of a key of openssl, registered: private and public key. */
export const registeredPair = async ({ pkcs8, spki }: MadeKey, server: Served): Promise<readonly [string, string]> => [
  await server.key('privateKey', { keyFormatType: 'PKCS_8', keyValue: { keyMaterial: bytes(pkcs8) } }),
  await server.key('publicKey', { keyFormatType: 'X_509', keyValue: { keyMaterial: bytes(spki) } }),
]
