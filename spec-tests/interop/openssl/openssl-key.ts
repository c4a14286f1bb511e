import type { Openssl } from './openssl.ts'
import type { ServerUnderTest } from './server-under-test.ts'

/** A key made by openssl: DER, and PEM files for its commands. */
export interface OpensslKey {
  readonly pkcs8: Uint8Array
  readonly spki: Uint8Array
  readonly privateFile: string
  readonly publicFile: string
}

/** The name of a Recommended Curve on the command line; `undefined` for those that are algorithms there. */
const toCurveName = (recommendedCurve: string): string | undefined => {
  if (/^[PKB]_\d+$/.test(recommendedCurve)) return recommendedCurve.replace('_', '-')
  if (recommendedCurve.startsWith('BRAINPOOLP')) return recommendedCurve.toLowerCase().replace('poolp', 'poolP')
  return recommendedCurve.startsWith('CURVE') ? undefined : recommendedCurve.toLowerCase()
}

const montgomery: Readonly<Record<string, string>> = { CURVE25519: 'X25519', CURVE448: 'X448' }

/** The groups of RFC 3526. */
const toGroupOptions = (bits: number): readonly string[] => ['DH', '-pkeyopt', `group:modp_${bits}`]

/** The options of `openssl genpkey -algorithm` for a key; `undefined` when undeclared. */
export const toGenpkeyOptions = (
  algorithm: string,
  lengthOrCurve: number | string | undefined,
): readonly string[] | undefined => {
  if (algorithm === 'RSA') return ['RSA', '-pkeyopt', `rsa_keygen_bits:${lengthOrCurve}`]
  if (algorithm === 'DH') return toGroupOptions(Number(lengthOrCurve))
  if (algorithm === 'Ed25519' || algorithm === 'Ed448') return [algorithm]
  if (/^(ML|SLH)_/.test(algorithm)) return [algorithm.replaceAll('_', '-')]
  if (typeof lengthOrCurve !== 'string' || !['EC', 'ECDSA', 'ECDH', 'ECMQV'].includes(algorithm)) return undefined
  const name = toCurveName(lengthOrCurve)
  if (name) return ['EC', '-pkeyopt', `ec_paramgen_curve:${name}`, '-pkeyopt', 'ec_param_enc:named_curve']
  const other = montgomery[lengthOrCurve]
  return other === undefined ? undefined : [other]
}

const readKeyFile = async (privateFile: string, openssl: Openssl): Promise<OpensslKey> => {
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
export const createKey = (openssl: Openssl, options: readonly string[], which = 'first'): Promise<OpensslKey> =>
  openssl.once([which, ...options].join(' '), async () =>
    readKeyFile(await openssl.file(await openssl.run(['genpkey', '-algorithm', ...options])), openssl),
  )

/** A DSA key, the same one each time: its domain parameters take a while. */
export const createDsaKey = (openssl: Openssl, p: number, q: number): Promise<OpensslKey> =>
  openssl.once(`DSA ${p} ${q}`, async () => {
    const sizes = ['-pkeyopt', `dsa_paramgen_bits:${p}`, '-pkeyopt', `dsa_paramgen_q_bits:${q}`]
    const domain = await openssl.file(await openssl.run(['genpkey', '-genparam', '-algorithm', 'DSA', ...sizes]))
    return readKeyFile(await openssl.file(await openssl.run(['genpkey', '-paramfile', domain])), openssl)
  })

/** A key of the server for openssl. */
export const toOpensslKey = async (pkcs8: Uint8Array, openssl: Openssl): Promise<OpensslKey> =>
  readKeyFile(await openssl.file(await openssl.run(['pkey', '-inform', 'DER'], pkcs8)), openssl)

const copyBytes = (from: Uint8Array): Uint8Array => Uint8Array.from(from)

/** Both halves of a key of openssl, registered: private and public key. */
export const registerPair = async (
  { pkcs8, spki }: OpensslKey,
  server: ServerUnderTest,
): Promise<readonly [string, string]> => [
  await server.key('privateKey', { keyFormatType: 'PKCS_8', keyValue: { keyMaterial: copyBytes(pkcs8) } }),
  await server.key('publicKey', { keyFormatType: 'X_509', keyValue: { keyMaterial: copyBytes(spki) } }),
]
