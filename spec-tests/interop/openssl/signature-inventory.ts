import { DigitalSignatureAlgorithm, HashingAlgorithm, PaddingMethod, RecommendedCurve } from '../../../codec/index.ts'
import type { Entry } from './area.ts'
import { listKeyPairs } from './key-pairs.ts'
import type { ServerUnderTest } from './server-under-test.ts'

export interface SignatureParameters {
  readonly digitalSignatureAlgorithm?: string
  readonly hashingAlgorithm?: string
  readonly paddingMethod?: string
  readonly maskGeneratorHashingAlgorithm?: string
  readonly saltLength?: number
}

export interface SignatureEntry extends Entry {
  /** Cryptographic Algorithm; `EC` for all that has a curve of that kind. */
  readonly algorithm: string
  readonly lengthOrCurve: number | string | undefined
  /** All parameters of this kind that the server takes. */
  readonly variants: readonly SignatureParameters[]
}

interface ProbedKey extends Omit<SignatureEntry, 'variants'> {
  /** Whether it signs or verifies so. */
  does(parameters: SignatureParameters): Promise<boolean>
}

const data = new Uint8Array(1)

/** Keys on every curve that the server reads, also on those that it makes none for. */
export const registerOnCurves = async (server: ServerUnderTest): Promise<readonly ProbedKey[]> => {
  const each = [...RecommendedCurve.entries.keys()].map(async (recommendedCurve): Promise<readonly ProbedKey[]> => {
    const keyValue = { keyMaterial: { recommendedCurve, d: 7n } } as never
    const block = { keyFormatType: 'TransparentECPrivateKey', keyValue } as const
    const uniqueIdentifier = await server.key('privateKey', block).catch(() => undefined)
    const does = (cryptographicParameters: SignatureParameters) =>
      server.succeeds('Sign', { uniqueIdentifier, cryptographicParameters, data })
    if (uniqueIdentifier === undefined) return []
    return [{ name: `EC ${recommendedCurve}`, algorithm: 'EC', lengthOrCurve: recommendedCurve, does }]
  })
  return (await Promise.all(each)).flat()
}

/** Keys that the server makes, beside those on curves. To verify takes no time, whatever the algorithm. */
const createOtherKeys = async (server: ServerUnderTest): Promise<readonly ProbedKey[]> =>
  (await listKeyPairs(server))
    .filter(({ lengthOrCurve }) => typeof lengthOrCurve !== 'string' || lengthOrCurve.startsWith('CURVE'))
    .map(({ name, algorithm, lengthOrCurve, publicKey }) => ({
      name: typeof lengthOrCurve === 'number' ? algorithm : name,
      algorithm,
      lengthOrCurve,
      does: (cryptographicParameters) =>
        server.succeeds('SignatureVerify', {
          uniqueIdentifier: publicKey,
          cryptographicParameters,
          data,
          signatureData: data,
        }),
    }))

const hashes = [...HashingAlgorithm.entries.keys()]
const names = [...DigitalSignatureAlgorithm.entries.keys()]
const paddings = [...PaddingMethod.entries.keys()].filter((name) => name !== 'None')

/** Hashes on curves: of the many, one that is shorter than most fields, and longer ones; every one on P-256. */
const fewHashes = ['SHA_1', 'SHA_256', 'SHA_512']

const listSignaturesOf = async ({ does, ...key }: ProbedKey): Promise<readonly SignatureEntry[]> => {
  const createEntry = async (more: string | undefined, given: readonly SignatureParameters[]) => {
    const each = given.map(async (parameters) => ((await does(parameters)) ? [parameters] : []))
    const variants = (await Promise.all(each)).flat()
    return variants.length > 0 ? [{ ...key, name: more ? `${key.name} ${more}` : key.name, variants }] : []
  }
  // What is said of a curve is not a matter of hashes and names.
  const isOneOfMany = key.algorithm === 'EC' && key.lengthOrCurve !== 'P_256'
  const addHashes = (more: SignatureParameters) =>
    (isOneOfMany ? fewHashes : hashes).map((hashingAlgorithm) => ({ ...more, hashingAlgorithm }))
  const plain = await createEntry(undefined, [{}, ...addHashes({})])
  // One hash tells whether the others need be asked for.
  const listWithHashes = async (more: string, given: SignatureParameters) =>
    (await does({ ...given, hashingAlgorithm: 'SHA_256' })) ? createEntry(more, addHashes(given)) : []
  const padded = paddings.map((paddingMethod) => listWithHashes(paddingMethod, { paddingMethod }))
  const named = (isOneOfMany ? [] : names).map(async (digitalSignatureAlgorithm) => {
    const alone = await createEntry(digitalSignatureAlgorithm, [{ digitalSignatureAlgorithm }])
    return alone.length > 0 ? alone : listWithHashes(digitalSignatureAlgorithm, { digitalSignatureAlgorithm })
  })
  return [...plain, ...(await Promise.all([...padded, ...named])).flat()]
}

/** Everything that is signed here, and with what. */
export const listSignatures = async (server: ServerUnderTest): Promise<readonly SignatureEntry[]> => {
  const keys = [...(await registerOnCurves(server)), ...(await createOtherKeys(server))]
  return (await Promise.all(keys.map(listSignaturesOf))).flat()
}
