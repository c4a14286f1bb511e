import { isDeepStrictEqual } from 'node:util'
import { expect } from 'chai'
import { type KeyBlock, KeyFormatType, keyMaterialOf } from '../../../codec/index.ts'
import type { Area, Entry } from './area.ts'
import { type KeyPairEntry, listKeyPairs } from './key-pairs.ts'
import { readKeyText } from './key-text.ts'
import type { Openssl } from './openssl.ts'
import { createDsaKey, createKey, type OpensslKey, registerPair, toGenpkeyOptions } from './openssl-key.ts'
import type { KeyKind, ServerUnderTest } from './server-under-test.ts'

interface FormatEntry extends Entry {
  readonly algorithm: string
  readonly kind: KeyKind
  readonly keyFormatType: string
  readonly lengthsOrCurves: readonly (number | string | undefined)[]
}

const halves = [
  ['privateKey', 'private'],
  ['publicKey', 'public'],
] as const

/** The other names of EC are other names only: a few curves do. */
const sample = (pairs: readonly KeyPairEntry[]): readonly KeyPairEntry[] =>
  [...Map.groupBy(pairs, ({ algorithm }) => algorithm)].flatMap(([algorithm, same]) =>
    same.filter(
      ({ lengthOrCurve }, at) => algorithm === 'EC' || at % 9 === 0 || `${lengthOrCurve}`.startsWith('CURVE'),
    ),
  )

/** Every format of every kind of pair. */
const listKeyFormats = async (server: ServerUnderTest): Promise<readonly FormatEntry[]> => {
  const each = sample(await listKeyPairs(server)).flatMap((pair) =>
    halves.flatMap(([kind, half]) =>
      [...KeyFormatType.entries.keys()].map(async (keyFormatType) => {
        const { algorithm, lengthOrCurve } = pair
        const name = `${algorithm} ${half} as ${keyFormatType}`
        const does = await server.succeeds('Get', { uniqueIdentifier: pair[kind], keyFormatType })
        return does ? [{ name, algorithm, kind, keyFormatType, lengthsOrCurves: [lengthOrCurve] }] : []
      }),
    ),
  )
  const all = (await Promise.all(each)).flat()
  return [...Map.groupBy(all, ({ name }) => name).values()].map((same) => ({
    ...(same[0] as FormatEntry),
    lengthsOrCurves: same.flatMap((entry) => entry.lengthsOrCurves),
  }))
}

const copyBytes = (of: Uint8Array): Uint8Array => Uint8Array.from(of)

type Material = (key: OpensslKey, openssl: Openssl, curve: unknown) => Promise<unknown>

const textOf = async ({ privateFile }: OpensslKey, openssl: Openssl) => {
  const text = readKeyText((await openssl.run(['pkey', '-in', privateFile, '-text', '-noout'])).toString())
  const bytes = (label: string): Uint8Array => {
    const value = text.get(label)
    if (!value) throw new Error(`openssl says no ${label} of the key, but ${[...text.keys()].join(', ')}`)
    return value
  }
  return { bytes, number: (label: string): bigint => BigInt(`0x${Buffer.from(bytes(label)).toString('hex')}`) }
}

/** Fields of a transparent key from the labels of openssl. */
const numbers =
  (labels: Readonly<Record<string, string>>): Material =>
  async (key, openssl) => {
    const text = await textOf(key, openssl)
    return Object.fromEntries(Object.entries(labels).map(([field, label]) => [field, text.number(label)]))
  }

/** The prime and the generator, which `-text` has only the name of. */
const group = async ({ spki }: OpensslKey, openssl: Openssl) => {
  const text = (await openssl.run(['asn1parse', '-inform', 'DER'], spki)).toString()
  const [p, g] = [...text.matchAll(/INTEGER\s+:([0-9A-F]+)/g)].map(([, value]) => BigInt(`0x${value}`))
  return { p, g }
}

const rsaPublic = { modulus: 'modulus', publicExponent: 'publicExponent' }
const dsaDomain = { p: 'P', q: 'Q', g: 'G' }
const ecPrivate: Material = async (key, openssl, recommendedCurve) => ({
  recommendedCurve,
  d: (await textOf(key, openssl)).number('priv'),
})
const ecPublic: Material = async (key, openssl, recommendedCurve) => ({
  recommendedCurve,
  qString: (await textOf(key, openssl)).bytes('pub'),
})

/** The key of openssl in each format: bytes, or what a transparent key has. */
const materials: Readonly<Record<string, Material>> = {
  'privateKey PKCS_1': async ({ privateFile }, openssl) =>
    copyBytes(await openssl.run(['rsa', '-in', privateFile, '-traditional', '-outform', 'DER'])),
  'publicKey PKCS_1': async ({ publicFile }, openssl) =>
    copyBytes(await openssl.run(['rsa', '-pubin', '-in', publicFile, '-RSAPublicKey_out', '-outform', 'DER'])),
  'privateKey PKCS_8': async ({ pkcs8 }) => copyBytes(pkcs8),
  'publicKey X_509': async ({ spki }) => copyBytes(spki),
  'privateKey ECPrivateKey': async ({ privateFile }, openssl) =>
    copyBytes(await openssl.run(['pkey', '-in', privateFile, '-traditional', '-outform', 'DER'])),
  'privateKey Raw': async (key, openssl) => (await textOf(key, openssl)).bytes('priv'),
  'publicKey Raw': async (key, openssl) => (await textOf(key, openssl)).bytes('pub'),
  'privateKey TransparentRSAPrivateKey': numbers({
    ...rsaPublic,
    privateExponent: 'privateExponent',
    p: 'prime1',
    q: 'prime2',
    primeExponentP: 'exponent1',
    primeExponentQ: 'exponent2',
    crtCoefficient: 'coefficient',
  }),
  'publicKey TransparentRSAPublicKey': numbers(rsaPublic),
  'privateKey TransparentDSAPrivateKey': numbers({ ...dsaDomain, x: 'priv' }),
  'publicKey TransparentDSAPublicKey': numbers({ ...dsaDomain, y: 'pub' }),
  'privateKey TransparentDHPrivateKey': async (key, openssl) => ({
    ...(await group(key, openssl)),
    x: (await textOf(key, openssl)).number('private-key'),
  }),
  'publicKey TransparentDHPublicKey': async (key, openssl) => ({
    ...(await group(key, openssl)),
    y: (await textOf(key, openssl)).number('public-key'),
  }),
  ...Object.fromEntries(
    ['EC', 'ECDSA', 'ECDH', 'ECMQV'].flatMap((name) => [
      [`privateKey Transparent${name}PrivateKey`, ecPrivate],
      [`publicKey Transparent${name}PublicKey`, ecPublic],
    ]),
  ),
}

const getKeyMaterial = async (
  server: ServerUnderTest,
  uniqueIdentifier: string,
  keyFormatType: string,
): Promise<unknown> => {
  return keyMaterialOf(await server.get(uniqueIdentifier, { keyFormatType }))
}

/** Key formats: KMIP 1.4 §2.1.3, §2.1.7, §4.11. Registered as openssl writes it and got in the format, and the other way round. */
export const keyFormats: Area<FormatEntry> = {
  title: 'Register and Get',
  inventory: listKeyFormats,
  comparison({ algorithm, kind, keyFormatType, lengthsOrCurves }) {
    const materialOf = materials[`${kind} ${keyFormatType}`]
    const isSaid = lengthsOrCurves.every((each) => algorithm === 'DSA' || toGenpkeyOptions(algorithm, each))
    if (!materialOf || !isSaid) return undefined
    return async (openssl, server) => {
      for (const lengthOrCurve of lengthsOrCurves) {
        const options = toGenpkeyOptions(algorithm, lengthOrCurve)
        const key = options ? await createKey(openssl, options) : await createDsaKey(openssl, 1024, 160)
        const [privateKey, publicKey] = await registerPair(key, server)
        const keyMaterial = await materialOf(key, openssl, lengthOrCurve)
        const ours = await getKeyMaterial(server, kind === 'privateKey' ? privateKey : publicKey, keyFormatType)
        expect(isDeepStrictEqual(ours, keyMaterial), `${lengthOrCurve}: what Get gives`).to.equal(true)
        const block = {
          keyFormatType,
          keyValue: { keyMaterial },
          cryptographicAlgorithm: algorithm,
        } as Partial<KeyBlock>
        const registered = await server.key(kind, block)
        const back = await getKeyMaterial(server, registered, kind === 'privateKey' ? 'PKCS_8' : 'X_509')
        const theirs = copyBytes(kind === 'privateKey' ? key.pkcs8 : key.spki)
        expect(isDeepStrictEqual(back, theirs), `${lengthOrCurve}: what Register takes`).to.equal(true)
      }
    }
  },
}
