import { hash, randomBytes } from 'node:crypto'
import { expect } from 'chai'
import type { Area } from './area.ts'
import { digests } from './hashes.ts'
import type { Openssl } from './openssl.ts'
import { createDsaKey, createKey, type OpensslKey, registerPair, toGenpkeyOptions } from './openssl-key.ts'
import type { ServerUnderTest } from './server-under-test.ts'
import { listSignatures, type SignatureEntry, type SignatureParameters } from './signature-inventory.ts'

/** How the command line says the same. */
interface Scheme {
  readonly digest: string
  readonly hashingAlgorithm: string
  readonly options: readonly string[]
}

/** The hash in the name of a Digital Signature Algorithm: SHA_256WithRSAEncryption, ECDSAWithSHA256, DSAWithSHA_1. */
const hashInName = (name: string): string | undefined => {
  const [, before, after] = /^(\w+?)WithRSAEncryption$|^(?:EC)?DSAWith(\w+)$/.exec(name) ?? []
  return before ?? after?.replace(/^SHA(\d)/, 'SHA_$1')
}

const option = (...options: readonly string[]): readonly string[] => options.flatMap((each) => ['-sigopt', each])

/** `undefined` when undeclared. */
const schemeOf = (algorithm: string, parameters: SignatureParameters): Scheme | undefined => {
  const { digitalSignatureAlgorithm: name, paddingMethod, saltLength, maskGeneratorHashingAlgorithm } = parameters
  const hashingAlgorithm = (name && hashInName(name)) ?? parameters.hashingAlgorithm
  const digest = digests[hashingAlgorithm ?? '']
  if (!hashingAlgorithm || !digest) return undefined
  const plain = { digest, hashingAlgorithm, options: [] }
  if (algorithm !== 'RSA') return paddingMethod === undefined ? plain : undefined
  if (paddingMethod === 'PSS' || name === 'RSASSA_PSS') {
    // KMIP 1.4 §3.6: SHA-1 where no hash for the mask is named; openssl finds the length of the salt.
    const mask = digests[maskGeneratorHashingAlgorithm ?? 'SHA_1']
    if (!mask) return undefined
    const salt = `rsa_pss_saltlen:${saltLength ?? 'auto'}`
    return { ...plain, options: option('rsa_padding_mode:pss', salt, `rsa_mgf1_md:${mask}`) }
  }
  return paddingMethod === undefined || paddingMethod === 'PKCS1V1_5' ? plain : undefined
}

/** PSS has more parameters: every other hash for the mask, and salts of several lengths. */
const furtherVariants = (variants: readonly SignatureParameters[]): readonly SignatureParameters[] =>
  variants
    .filter(({ paddingMethod }) => paddingMethod === 'PSS')
    .flatMap((parameters) => [
      ...Object.keys(digests).map((maskGeneratorHashingAlgorithm) => ({
        ...parameters,
        maskGeneratorHashingAlgorithm,
      })),
      ...[0, 20, 100].map((saltLength) => ({ ...parameters, saltLength })),
    ])

interface Pair {
  readonly key: OpensslKey
  readonly ids: readonly [privateKey: string, publicKey: string]
}

const pairFor = async (
  { algorithm, lengthOrCurve }: SignatureEntry,
  openssl: Openssl,
  server: ServerUnderTest,
): Promise<Pair> => {
  const options = toGenpkeyOptions(algorithm, algorithm === 'RSA' ? 2048 : lengthOrCurve)
  const key = options ? await createKey(openssl, options) : await createDsaKey(openssl, 2048, 256)
  return { key, ids: await registerPair(key, server) }
}

const verdictOf = async (server: ServerUnderTest, request: Readonly<Record<string, unknown>>): Promise<unknown> =>
  (await server.ask('SignatureVerify', request)).validityIndicator

/** Both ways, of the data and of its digest, and what is changed is not valid. */
const compare = async (
  { key, ids: [privateKey, publicKey] }: Pair,
  algorithm: string,
  cryptographicParameters: SignatureParameters,
  openssl: Openssl,
  server: ServerUnderTest,
): Promise<void> => {
  const { digest, hashingAlgorithm, options } = schemeOf(algorithm, cryptographicParameters) as Scheme
  const data = randomBytes(100)
  const digestedData = Uint8Array.from(hash(digest, data, 'buffer'))
  const where = JSON.stringify(cryptographicParameters)
  const own = {
    uniqueIdentifier: privateKey,
    cryptographicParameters: { ...cryptographicParameters, hashingAlgorithm },
  }
  // Not with every key: DSA, and curves over binary fields.
  const takesDigest = await server.supports('Sign', { ...own, digestedData })
  for (const given of [{ data: Uint8Array.from(data) }, ...(takesDigest ? [{ digestedData }] : [])]) {
    const { signatureData } = await server.ask('Sign', { ...own, ...given })
    const signature = await openssl.file(signatureData as Uint8Array)
    const verify = ['dgst', `-${digest}`, '-verify', key.publicFile, '-signature', signature, ...options]
    expect(await openssl.succeeds(verify, data), `${where}: ours`).to.equal(true)
  }
  const salted = options.map((each) => (each === 'rsa_pss_saltlen:auto' ? 'rsa_pss_saltlen:digest' : each))
  const theirs = await openssl.run(['dgst', `-${digest}`, '-sign', key.privateFile, '-binary', ...salted], data)
  const request = { uniqueIdentifier: publicKey, cryptographicParameters, data: Uint8Array.from(data) }
  const signatureData = Uint8Array.from(theirs)
  expect(await verdictOf(server, { ...request, signatureData }), `${where}: theirs`).to.equal('Valid')
  const other = { ...request, data: Uint8Array.from(data).fill(0, 0, 10), signatureData }
  expect(await verdictOf(server, other), `${where}: of other data`).to.equal('Invalid')
}

/** Schemes that hash by themselves. */
const compareWhole = async ({ key, ids }: Pair, openssl: Openssl, server: ServerUnderTest): Promise<void> => {
  const [privateKey, publicKey] = ids
  const data = randomBytes(100)
  const file = await openssl.file(data)
  const { signatureData } = await server.ask('Sign', { uniqueIdentifier: privateKey, data: Uint8Array.from(data) })
  const signature = await openssl.file(signatureData as Uint8Array)
  const verify = ['pkeyutl', '-verify', '-rawin', '-in', file, '-pubin', '-inkey', key.publicFile]
  expect(await openssl.succeeds([...verify, '-sigfile', signature]), 'ours').to.equal(true)
  const theirs = await openssl.run(['pkeyutl', '-sign', '-rawin', '-in', file, '-inkey', key.privateFile])
  const request = { uniqueIdentifier: publicKey, data: Uint8Array.from(data), signatureData: Uint8Array.from(theirs) }
  expect(await verdictOf(server, request), 'theirs').to.equal('Valid')
  const other = { ...request, data: Uint8Array.from(data).fill(0, 0, 10) }
  expect(await verdictOf(server, other), 'of other data').to.equal('Invalid')
}

const isWhole = ({ variants: [only, ...more] }: SignatureEntry): boolean =>
  more.length === 0 && only !== undefined && Object.keys(only).length === 0

/** Sign and Signature Verify: KMIP 1.4 §4.31, §4.32. */
export const signatures: Area<SignatureEntry> = {
  title: 'Sign and Signature Verify',
  inventory: listSignatures,
  comparison(entry) {
    const { algorithm, lengthOrCurve, variants } = entry
    if (algorithm !== 'DSA' && algorithm !== 'RSA' && !toGenpkeyOptions(algorithm, lengthOrCurve)) return undefined
    if (isWhole(entry))
      return async (openssl, server) => compareWhole(await pairFor(entry, openssl, server), openssl, server)
    if (variants.some((each) => !schemeOf(algorithm, each))) return undefined
    return async (openssl, server) => {
      const pair = await pairFor(entry, openssl, server)
      for (const each of [...variants, ...furtherVariants(variants)])
        await compare(pair, algorithm, each, openssl, server)
    }
  },
}
