import { expect } from 'chai'
import { CryptographicAlgorithm, keyMaterialOf, type ManagedObject, RecommendedCurve } from '../../../codec/index.ts'
import type { Area, Entry } from './area.ts'
import type { Openssl } from './openssl.ts'
import { createKey, type OpensslKey, toGenpkeyOptions, toOpensslKey } from './openssl-key.ts'
import type { ServerUnderTest } from './server-under-test.ts'

export interface KeyPairEntry extends Entry {
  readonly algorithm: string
  readonly lengthOrCurve: number | string | undefined
  /** One such pair that the server made for the inventory. */
  readonly privateKey: string
  readonly publicKey: string
}

/** Bits, short ones first: which of them an algorithm takes is not the matter here. */
const lengths = [256, 1024, 2048]

const attributesOf = (algorithm: string, lengthOrCurve: number | string | undefined): Record<string, unknown> => ({
  cryptographicAlgorithm: algorithm,
  ...(typeof lengthOrCurve === 'number' && { cryptographicLength: lengthOrCurve }),
  ...(typeof lengthOrCurve === 'string' && { cryptographicDomainParameters: { recommendedCurve: lengthOrCurve } }),
})

/** The pair, if the server makes one. */
export const createPair = async (
  server: ServerUnderTest,
  algorithm: string,
  lengthOrCurve: number | string | undefined,
): Promise<readonly KeyPairEntry[]> => {
  try {
    const [privateKey, publicKey] = await server.pair(attributesOf(algorithm, lengthOrCurve))
    const name = [algorithm, lengthOrCurve].filter((each) => each !== undefined).join(' ')
    return [{ name, algorithm, lengthOrCurve, privateKey, publicKey }]
  } catch {
    return []
  }
}

const listOnCurves = async (server: ServerUnderTest, algorithm: string): Promise<readonly KeyPairEntry[]> => {
  const toEntry = async (curves: readonly string[]) =>
    (await Promise.all(curves.map((curve) => createPair(server, algorithm, curve)))).flat()
  const [common, all] = [['P_256', 'CURVE25519'], [...RecommendedCurve.entries.keys()]]
  const first = await toEntry(common)
  return first.length > 0 ? [...first, ...(await toEntry(all.filter((curve) => !common.includes(curve))))] : []
}

/** Of every algorithm: as it is, on every curve, or of one length. */
const listOfAlgorithm = async (server: ServerUnderTest, algorithm: string): Promise<readonly KeyPairEntry[]> => {
  const plain = await createPair(server, algorithm, undefined)
  const found = plain.length > 0 ? plain : await listOnCurves(server, algorithm)
  if (found.length > 0) return found
  for (const length of lengths) {
    const ofLength = await createPair(server, algorithm, length)
    if (ofLength.length > 0) return ofLength
  }
  return []
}

/** The pairs that Create Key Pair makes. */
export const listKeyPairs = (server: ServerUnderTest): Promise<readonly KeyPairEntry[]> =>
  server.once('key pairs', async () =>
    (await Promise.all([...CryptographicAlgorithm.entries.keys()].map((each) => listOfAlgorithm(server, each)))).flat(),
  )

export const materialOf = (object: ManagedObject): Uint8Array => keyMaterialOf(object) as Uint8Array

/** The algorithm of a SubjectPublicKeyInfo with its parameters: the first element of the sequence. */
const algorithmIdentifier = (spki: Uint8Array): string => {
  const headerOf = (at: number): number => 2 + ((spki[at + 1] as number) > 0x80 ? (spki[at + 1] as number) - 0x80 : 0)
  const start = headerOf(0)
  const length = spki[start + 1] as number
  const end =
    start +
    headerOf(start) +
    (length > 0x80 ? Number(`0x${hexOf(spki.subarray(start + 2, start + length - 0x7e))}`) : length)
  return hexOf(spki.subarray(start, end))
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

const expectSamePair = async (
  [privateKey, publicKey]: readonly [string, string],
  openssl: Openssl,
  server: ServerUnderTest,
): Promise<OpensslKey> => {
  const key = await toOpensslKey(materialOf(await server.get(privateKey, { keyFormatType: 'PKCS_8' })), openssl)
  await openssl.run(['pkey', '-in', key.privateFile, '-check', '-noout'])
  const own = materialOf(await server.get(publicKey, { keyFormatType: 'X_509' }))
  expect(hexOf(own), 'the public key').to.equal(hexOf(key.spki))
  return key
}

/** What the one half encapsulates the other opens. */
const expectToEncapsulate = async ({ privateFile, publicFile }: OpensslKey, openssl: Openssl): Promise<void> => {
  const [sealed, secret] = [await openssl.file(new Uint8Array()), await openssl.file(new Uint8Array())]
  await openssl.run(['pkeyutl', '-encap', '-pubin', '-inkey', publicFile, '-out', sealed, '-secret', secret])
  const opened = await openssl.file(new Uint8Array())
  await openssl.run(['pkeyutl', '-decap', '-inkey', privateFile, '-in', sealed, '-secret', opened])
  await openssl.run(['dgst', '-sha256', secret])
  const [one, other] = await Promise.all([secret, opened].map((file) => openssl.run(['dgst', '-r', '-binary', file])))
  expect(one).to.deep.equal(other)
}

/** Lengths beside the one of the inventory, and for DSA that of Q. */
const further: Readonly<Record<string, readonly (readonly [bits: number, q?: number])[]>> = {
  RSA: [[2048], [3072]],
  DH: [[3072]],
  DSA: [
    [1024, 160],
    [2048, 224],
  ],
}

/** Create Key Pair: KMIP 1.4 §4.2. */
export const keyPairs: Area<KeyPairEntry> = {
  title: 'Create Key Pair',
  inventory: listKeyPairs,
  comparison({ algorithm, lengthOrCurve, privateKey, publicKey }) {
    const options = toGenpkeyOptions(algorithm, lengthOrCurve)
    if (!options && algorithm !== 'DSA') return undefined
    return async (openssl, server) => {
      const key = await expectSamePair([privateKey, publicKey], openssl, server)
      if (options) {
        const theirs = await createKey(openssl, options)
        expect(algorithmIdentifier(key.spki), 'its algorithm').to.equal(algorithmIdentifier(theirs.spki))
      }
      if (algorithm.startsWith('ML_KEM')) await expectToEncapsulate(key, openssl)
      for (const [bits, qlength] of further[algorithm] ?? []) {
        const attributes = {
          ...attributesOf(algorithm, bits),
          ...(qlength && { cryptographicDomainParameters: { qlength } }),
        }
        const longer = await expectSamePair(await server.pair(attributes), openssl, server)
        const text = (await openssl.run(['pkey', '-in', longer.privateFile, '-text', '-noout'])).toString()
        expect(text).to.match(new RegExp(`\\(${bits} bit`))
      }
    }
  },
}
