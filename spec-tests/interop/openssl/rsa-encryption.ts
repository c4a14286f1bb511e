import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { HashingAlgorithm, PaddingMethod } from '../../../codec/index.ts'
import type { Area, Entry } from './area.ts'
import { digests } from './hashes.ts'
import { listKeyPairs } from './key-pairs.ts'
import type { Openssl } from './openssl.ts'
import { createKey, type OpensslKey, registerPair, toGenpkeyOptions } from './openssl-key.ts'
import type { ServerUnderTest } from './server-under-test.ts'

interface Parameters {
  readonly paddingMethod?: string
  readonly hashingAlgorithm?: string
  readonly maskGeneratorHashingAlgorithm?: string
  readonly pSource?: Uint8Array
}

interface AsymmetricEntry extends Entry {
  readonly algorithm: string
  readonly variants: readonly Parameters[]
}

const data = new Uint8Array(1)

/** Every padding with every hash, with a key of every kind. */
const listRsaEncryptions = async (server: ServerUnderTest): Promise<readonly AsymmetricEntry[]> => {
  const hashes = [undefined, ...HashingAlgorithm.entries.keys()]
  const paddings = [undefined, ...PaddingMethod.entries.keys()]
  const listOfKey = async (algorithm: string, uniqueIdentifier: string, paddingMethod: string | undefined) => {
    const listSupported = async (hashingAlgorithm: string | undefined) => {
      const cryptographicParameters = { paddingMethod, hashingAlgorithm } as Parameters
      const does = await server.succeeds('Encrypt', { uniqueIdentifier, cryptographicParameters, data })
      return does ? [cryptographicParameters] : []
    }
    // None and one tell whether the others need be asked for.
    const first = [...(await listSupported(undefined)), ...(await listSupported('SHA_256'))]
    const variants = first.length > 0 ? (await Promise.all(hashes.map(listSupported))).flat() : []
    return variants.length > 0
      ? [{ name: [algorithm, paddingMethod ?? 'without padding'].join(' '), algorithm, variants }]
      : []
  }
  const pairs = (await listKeyPairs(server)).map(async ({ algorithm, publicKey }) =>
    (await Promise.all(paddings.map((padding) => listOfKey(algorithm, publicKey, padding)))).flat(),
  )
  return (await Promise.all(pairs)).flat()
}

/** `undefined` when undeclared. */
const optionsOf = (parameters: Parameters): readonly string[] | undefined => {
  const { hashingAlgorithm, maskGeneratorHashingAlgorithm, pSource } = parameters
  // A hash alone means OAEP.
  const paddingMethod = parameters.paddingMethod ?? (hashingAlgorithm && 'OAEP')
  if (paddingMethod === 'PKCS1V1_5') return ['rsa_padding_mode:pkcs1']
  const [hash, mask] = [hashingAlgorithm, maskGeneratorHashingAlgorithm ?? 'SHA_1'].map((name) => digests[name ?? ''])
  if (paddingMethod !== 'OAEP' || !hash || !mask) return undefined
  const label = pSource ? [`rsa_oaep_label:${Buffer.from(pSource).toString('hex')}`] : []
  return ['rsa_padding_mode:oaep', `rsa_oaep_md:${hash}`, `rsa_mgf1_md:${mask}`, ...label]
}

/** OAEP: every other hash for the mask, and a label. */
const furtherVariants = (variants: readonly Parameters[]): readonly Parameters[] =>
  variants
    .filter(({ paddingMethod }) => paddingMethod === 'OAEP')
    .flatMap((each) => [
      ...Object.keys(digests).map((maskGeneratorHashingAlgorithm) => ({ ...each, maskGeneratorHashingAlgorithm })),
      { ...each, pSource: Uint8Array.from(Buffer.from('label')) },
    ])

const compare = async (
  key: OpensslKey,
  [privateKey, publicKey]: readonly [string, string],
  cryptographicParameters: Parameters,
  openssl: Openssl,
  server: ServerUnderTest,
): Promise<void> => {
  const options = (optionsOf(cryptographicParameters) ?? []).flatMap((option) => ['-pkeyopt', option])
  const where = JSON.stringify(cryptographicParameters)
  const plain = randomBytes(50)
  const given = { uniqueIdentifier: publicKey, cryptographicParameters, data: Uint8Array.from(plain) }
  const ours = await openssl.file((await server.ask('Encrypt', given)).data as Uint8Array)
  const opened = await openssl.run(['pkeyutl', '-decrypt', '-inkey', key.privateFile, '-in', ours, ...options])
  expect(opened, `${where}: ours`).to.deep.equal(plain)
  const encrypt = ['pkeyutl', '-encrypt', '-pubin', '-inkey', key.publicFile, '-in', await openssl.file(plain)]
  const theirs = Uint8Array.from(await openssl.run([...encrypt, ...options]))
  const request = { uniqueIdentifier: privateKey, cryptographicParameters, data: theirs }
  const { data: back } = await server.ask('Decrypt', request)
  expect(Buffer.from(back as Uint8Array), `${where}: theirs`).to.deep.equal(plain)
}

/** Encrypt and Decrypt with key pairs: KMIP 1.4 §4.29, §4.30. */
export const rsaEncryption: Area<AsymmetricEntry> = {
  title: 'Encrypt and Decrypt',
  inventory: listRsaEncryptions,
  comparison({ algorithm, variants }) {
    const options = algorithm === 'RSA' ? toGenpkeyOptions('RSA', 2048) : undefined
    if (!options || variants.some((each) => !optionsOf(each))) return undefined
    return async (openssl, server) => {
      const key = await createKey(openssl, options)
      const pair = await registerPair(key, server)
      for (const each of [...variants, ...furtherVariants(variants)]) await compare(key, pair, each, openssl, server)
    }
  },
}
