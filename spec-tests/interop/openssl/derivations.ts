import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import type { Area } from './area.ts'
import { toCommandName } from './cipher-inventory.ts'
import { createEnc } from './ciphers.ts'
import { type DerivationEntry, deriveKey, type Inputs, inputsOf, listDerivations } from './derivation-inventory.ts'
import { digests } from './hashes.ts'
import type { Openssl } from './openssl.ts'

const hex = (of: Uint8Array): string => Buffer.from(of).toString('hex')
const empty = new Uint8Array(0)

/** The same derivation by openssl; `undefined` when undeclared. */
type Derivation = (openssl: Openssl, key: Uint8Array, inputs: Inputs, length: number) => Promise<Uint8Array>

const kdf =
  (name: string, ...options: readonly string[]) =>
  (openssl: Openssl, more: readonly string[], length: number): Promise<Uint8Array> =>
    openssl.run([
      ...['kdf', '-binary', '-keylen', `${length}`],
      ...[...options, ...more].flatMap((option) => ['-kdfopt', option]),
      name,
    ])

const mac = (openssl: Openssl, key: Uint8Array, options: readonly string[], data: Uint8Array): Promise<Uint8Array> =>
  openssl.run(['mac', '-macopt', `hexkey:${hex(key)}`, '-binary', ...options], data)

const [firstData, secondData, thirdData] = [0, 1, 2].map(
  (at) =>
    ({ derivationData }: Inputs): Uint8Array =>
      derivationData?.[at] ?? empty,
) as [(inputs: Inputs) => Uint8Array, (inputs: Inputs) => Uint8Array, (inputs: Inputs) => Uint8Array]

/** SP 800-108 §5.3: openssl has no double pipeline, but the function that goes through it. */
const doublePipeline =
  (options: readonly string[]): Derivation =>
  async (openssl, key, inputs, length) => {
    const fixed = firstData(inputs)
    let [pipeline, made]: [Uint8Array, Uint8Array] = [fixed, empty]
    for (let i = 1; made.length < length; i++) {
      pipeline = await mac(openssl, key, options, pipeline)
      const next = await mac(openssl, key, options, Buffer.concat([pipeline, Uint8Array.of(0, 0, 0, i), fixed]))
      made = Buffer.concat([made, next])
    }
    return made.subarray(0, length)
  }

/** NIST SP 800-108: the fixed input as it is given, without separator and length. */
const deriveKeyBased = ({ derivationMethod, ...entry }: DerivationEntry): Derivation | undefined => {
  const isCmac = entry.blockCipherMode === 'CMAC'
  const cipher = isCmac ? toCommandName(entry.algorithm, entry.keyBytes, 'cbc') : undefined
  const digest = digests[entry.hashingAlgorithm ?? '']
  const name = cipher ?? digest
  if (name === undefined || (entry.blockCipherMode !== undefined && !isCmac)) return undefined
  if (derivationMethod === 'NIST800_108_DPI')
    return doublePipeline(isCmac ? ['-cipher', name, 'CMAC'] : ['-digest', name, 'HMAC'])
  const mode = { NIST800_108_C: 'COUNTER', NIST800_108_F: 'FEEDBACK' }[derivationMethod]
  if (!mode) return undefined
  const prf = isCmac ? ['mac:CMAC', `cipher:${name}`] : ['mac:HMAC', `digest:${name}`]
  const make = kdf('KBKDF', `mode:${mode}`, ...prf, 'use-l:0', 'use-separator:0')
  return (openssl, key, inputs, length) => {
    const { initializationVector: iv } = inputs
    const more = [`hexkey:${hex(key)}`, `hexinfo:${hex(firstData(inputs))}`, ...(iv ? [`hexseed:${hex(iv)}`] : [])]
    return make(openssl, more, length)
  }
}

const deriveByEncryption = (entry: DerivationEntry): Derivation | undefined => {
  const enc = createEnc(entry)
  if (!enc) return undefined
  return async (openssl, key, inputs) => {
    const iv = enc.fixedIv ?? (inputs.initializationVector && hex(inputs.initializationVector))
    const input = await openssl.file(firstData(inputs))
    const options = [`-${enc.cipher}`, '-nopad', '-K', hex(key), ...(iv ? ['-iv', iv] : []), '-in', input]
    return openssl.run(['enc', ...options])
  }
}

/** KMIP 2.1 §7.12; AWS General Reference, Signature Version 4, task 3. */
const awsSigningKey: Derivation = async (openssl, key, inputs) => {
  let signing: Uint8Array = Buffer.concat([Buffer.from('AWS4'), key])
  for (const data of [firstData(inputs), secondData(inputs), thirdData(inputs), Buffer.from('aws4_request')])
    signing = await mac(openssl, signing, ['-digest', 'sha256', 'HMAC'], data)
  return signing
}

const derivationOf = (entry: DerivationEntry): Derivation | undefined => {
  const { derivationMethod, hashingAlgorithm, blockCipherMode } = entry
  if (derivationMethod.startsWith('NIST800_108')) return deriveKeyBased(entry)
  if (derivationMethod === 'ENCRYPT') return deriveByEncryption(entry)
  if (blockCipherMode !== undefined) return undefined
  if (derivationMethod === 'AWSSignatureVersion4') return awsSigningKey
  // RFC 8018 §B.1.1, KMIP 2.1 §7.12.
  const usual = { PBKDF2: 'SHA_1', HKDF: 'SHA_256' }[derivationMethod]
  const digest = digests[hashingAlgorithm ?? usual ?? '']
  if (!digest) return undefined
  switch (derivationMethod) {
    case 'HASH':
      return (openssl, key) => openssl.run(['dgst', `-${digest}`, '-binary'], key)
    case 'HMAC':
      return (openssl, key, inputs) => mac(openssl, key, ['-digest', digest, 'HMAC'], firstData(inputs))
    case 'PBKDF2':
      return (openssl, key, { salt = empty, iterationCount }, length) => {
        const more = [`hexpass:${hex(key)}`, `hexsalt:${hex(salt)}`, `iter:${iterationCount}`]
        return kdf('PBKDF2', `digest:${digest}`)(openssl, more, length)
      }
    case 'HKDF':
      return (openssl, key, inputs, length) => {
        const { salt = empty } = inputs
        const more = [`hexkey:${hex(key)}`, `hexsalt:${hex(salt)}`, `hexinfo:${hex(firstData(inputs))}`]
        return kdf('HKDF', `digest:${digest}`)(openssl, more, length)
      }
    default:
      return undefined
  }
}

/** Methods that give as many bytes as are asked for. */
const isAnyLength = (method: string): boolean => /^(PBKDF2|HKDF|NIST800_108)/.test(method)

/** Derive Key from secrets: KMIP 1.4 §4.6. */
export const derivations: Area<DerivationEntry> = {
  title: 'Derive Key',
  inventory: listDerivations,
  comparison(entry) {
    if (entry.derivationMethod === 'AsymmetricKey') return 'is compared for every kind of key pair'
    if (entry.derivationMethod === 'ENCRYPT' && entry.blockCipherMode === 'XTS')
      return 'is Encrypt in XTS, which openssl does not do at once, and which is compared there'
    const derivation = derivationOf(entry)
    if (!derivation) return undefined
    return async (openssl, server) => {
      const key = randomBytes(entry.keyBytes)
      const uniqueIdentifier = await server.secret(entry.algorithm, key)
      for (const length of isAnyLength(entry.derivationMethod) ? [16, 100] : [16]) {
        const inputs = inputsOf(entry)
        const ours = await deriveKey(server, uniqueIdentifier, entry, inputs, length)
        const theirs = await derivation(openssl, key, inputs, length)
        expect(hex(ours), `${length} bytes`).to.equal(hex(theirs.subarray(0, length)))
      }
    }
  },
}
