import { hash, randomBytes } from 'node:crypto'
import { attributeList, BlockCipherMode, DerivationMethod } from '../../../codec/index.ts'
import type { Entry } from './area.ts'
import { listCiphers, registerSecretKeys, type SecretKey } from './cipher-inventory.ts'
import { digests, listHashes } from './hashes.ts'
import { materialOf } from './key-pairs.ts'
import type { ServerUnderTest } from './server-under-test.ts'

export interface DerivationEntry extends Entry {
  readonly derivationMethod: string
  /** Of the derivation key. */
  readonly algorithm: string
  readonly keyBytes: number
  readonly hashingAlgorithm: string | undefined
  readonly blockCipherMode: string | undefined
}

/** What goes in beside the key. */
export interface Inputs {
  readonly derivationData?: readonly Uint8Array[]
  readonly salt?: Uint8Array
  readonly iterationCount?: number
  readonly initializationVector?: Uint8Array
}

const bytes = (length: number): Uint8Array => Uint8Array.from(randomBytes(length))

const outputLength = (algorithm: string, hashingAlgorithm: string | undefined): number => {
  if (hashingAlgorithm !== undefined) return hash(digests[hashingAlgorithm] ?? 'sha256', '', 'buffer').length
  return algorithm === 'DES3' ? 8 : 16
}

/** Inputs that each method takes; all of them for an undeclared method. */
export const inputsOf = (entry: Omit<DerivationEntry, 'name'>): Inputs => {
  const { derivationMethod, algorithm, hashingAlgorithm, blockCipherMode } = entry
  const derivationData = [bytes(32)]
  switch (derivationMethod) {
    case 'PBKDF2':
      return { salt: bytes(16), iterationCount: 100 }
    case 'HASH':
      return {}
    case 'HMAC':
    case 'NIST800_108_C':
    case 'NIST800_108_DPI':
      return { derivationData }
    case 'NIST800_108_F':
      // openssl requires the length of the function's output.
      return { derivationData, initializationVector: bytes(outputLength(algorithm, hashingAlgorithm)) }
    case 'HKDF':
      return { derivationData, salt: bytes(16) }
    case 'AWSSignatureVersion4':
      return { derivationData: ['20261124', 'us-east-1', 'iam'].map((text) => Uint8Array.from(Buffer.from(text))) }
    case 'ENCRYPT':
      return blockCipherMode === 'ECB'
        ? { derivationData }
        : { derivationData, initializationVector: bytes(algorithm === 'DES3' ? 8 : 16) }
    default:
      return { derivationData, salt: bytes(16), iterationCount: 100, initializationVector: bytes(16) }
  }
}

const requestOf = (key: string, entry: Omit<DerivationEntry, 'name'>, inputs: Inputs, length: number) => {
  const { derivationMethod, hashingAlgorithm, blockCipherMode } = entry
  return {
    objectType: 'SecretData',
    uniqueIdentifier: [key],
    derivationMethod,
    derivationParameters: { cryptographicParameters: { hashingAlgorithm, blockCipherMode }, ...inputs },
    attributes: attributeList({ cryptographicLength: length * 8, cryptographicUsageMask: ['DeriveKey'] }),
  }
}

/** The bytes of a key that is derived. @throws Error when it is not */
export const deriveKey = async (
  server: ServerUnderTest,
  key: string,
  entry: Omit<DerivationEntry, 'name'>,
  inputs: Inputs,
  length: number,
): Promise<Uint8Array> => {
  const { uniqueIdentifier } = await server.ask('DeriveKey', requestOf(key, entry, inputs, length))
  return materialOf(await server.get(String(uniqueIdentifier)))
}

interface Found {
  readonly entry: DerivationEntry
  /** What it gave, to tell parameters that count from those that do not. */
  readonly value: string
}

const probe = async (
  server: ServerUnderTest,
  derivationMethod: string,
  { algorithm, keyBytes, uniqueIdentifier }: SecretKey,
  more: { readonly hashingAlgorithm?: string; readonly blockCipherMode?: string },
  same?: Inputs,
): Promise<readonly Found[]> => {
  const { hashingAlgorithm, blockCipherMode } = more
  const cipher = blockCipherMode && `${blockCipherMode} with ${algorithm} ${keyBytes * 8}`
  const name = [derivationMethod, hashingAlgorithm, cipher].filter(Boolean).join(' ')
  const entry = { name, derivationMethod, algorithm, keyBytes, hashingAlgorithm, blockCipherMode }
  try {
    const value = await deriveKey(server, uniqueIdentifier, entry, same ?? inputsOf(entry), 8)
    return [{ entry, value: Buffer.from(value).toString('hex') }]
  } catch {
    return []
  }
}

const modes = [...BlockCipherMode.entries.keys()]

/** With every hash, and with every mode of every cipher; what gives the same is the same. */
const listDerivationsOf = async (
  derivationMethod: string,
  server: ServerUnderTest,
): Promise<readonly DerivationEntry[]> => {
  const keys = await registerSecretKeys(server)
  const aes = keys.find(({ algorithm, keyBytes }) => algorithm === 'AES' && keyBytes === 32) as SecretKey
  const plain = {
    derivationMethod,
    algorithm: 'AES',
    keyBytes: 32,
    hashingAlgorithm: undefined,
    blockCipherMode: undefined,
  }
  const inputs = inputsOf(plain)
  const probes = [{}, ...(await listHashes(server)).map((hashingAlgorithm) => ({ hashingAlgorithm }))]
  const bare = (await Promise.all(probes.map((more) => probe(server, derivationMethod, aes, more, inputs)))).flat()
  const same = bare.length > 0 ? inputs : undefined
  const withMode = modes.map((blockCipherMode) => probe(server, derivationMethod, aes, { blockCipherMode }, same))
  const counting = (await Promise.all(withMode))
    .flat()
    .filter(({ value }) => !bare.some((each) => each.value === value))
  const ciphers = await listCiphers(server)
  const others = keys.filter(
    (key) => key !== aes && ciphers.some((each) => each.algorithm === key.algorithm && each.keyBytes === key.keyBytes),
  )
  const withOthers = others.flatMap((key) =>
    counting.map(({ entry: { blockCipherMode = '' } }) => probe(server, derivationMethod, key, { blockCipherMode })),
  )
  const all = [...bare, ...counting, ...(await Promise.all(withOthers)).flat()]
  const different = [...new Map(all.toReversed().map((each) => [each.value, each.entry])).values()].toReversed()
  if (different.length > 0) return different
  const request = requestOf(aes.uniqueIdentifier, plain, inputs, 8)
  return (await server.supports('DeriveKey', request)) ? [{ name: derivationMethod, ...plain }] : []
}

/** The derivations of Derive Key, including methods that the server supports and the inputs above leave undeclared. */
export const listDerivations = async (server: ServerUnderTest): Promise<readonly DerivationEntry[]> =>
  (await Promise.all([...DerivationMethod.entries.keys()].map((method) => listDerivationsOf(method, server)))).flat()
