import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { BlockCipherMode, CryptographicAlgorithm } from '../../../codec/index.ts'
import type { Area, Entry } from './area.ts'
import { registerSecretKeys, type SecretKey, toCommandName } from './cipher-inventory.ts'
import { digests } from './hashes.ts'
import type { Openssl } from './openssl.ts'
import type { ServerUnderTest } from './server-under-test.ts'

interface MacEntry extends Entry {
  /** Of the key. */
  readonly algorithm: string
  /** Bytes. */
  readonly keyLengths: readonly number[]
  /** Of the request; it may be another one than the key's. */
  readonly cryptographicAlgorithm: string | undefined
  readonly blockCipherMode: string | undefined
}

const data = new Uint8Array(20)

/** What a key does, in every mode or under the name of another algorithm. */
const listMacsOf = async (
  key: SecretKey,
  given: readonly object[],
  server: ServerUnderTest,
): Promise<readonly MacEntry[]> => {
  const { algorithm, keyBytes, uniqueIdentifier } = key
  const each = given.map(async (cryptographicParameters) => {
    if (!(await server.succeeds('MAC', { uniqueIdentifier, cryptographicParameters, data }))) return []
    const { cryptographicAlgorithm, blockCipherMode } = cryptographicParameters as Partial<MacEntry>
    const own = blockCipherMode ? `${algorithm} ${blockCipherMode}` : algorithm
    const name = cryptographicAlgorithm ? `${cryptographicAlgorithm} with a key of ${algorithm}` : own
    return [{ name, algorithm, keyLengths: [keyBytes], cryptographicAlgorithm, blockCipherMode }]
  })
  return (await Promise.all(each)).flat()
}

/** The same with keys of several lengths is one. */
const joinByName = (entries: readonly MacEntry[]): readonly MacEntry[] =>
  [...Map.groupBy(entries, ({ name }) => name).values()].map((same) => ({
    ...(same[0] as MacEntry),
    keyLengths: same.flatMap(({ keyLengths }) => keyLengths),
  }))

/** HMAC_SHA256 → sha256. */
const hmacDigest = (algorithm: string): string | undefined =>
  algorithm.startsWith('HMAC_') ? digests[algorithm.slice(5).replace(/^SHA(\d+)$/, 'SHA_$1')] : undefined

/** What to give to `openssl mac`, but the key. */
const macOptions = (entry: MacEntry, keyBytes: number): readonly string[] | undefined => {
  const { algorithm, cryptographicAlgorithm, blockCipherMode } = entry
  const digest = hmacDigest(cryptographicAlgorithm ?? algorithm)
  if (digest && blockCipherMode === undefined) return ['-digest', digest, 'HMAC']
  const isCmac = cryptographicAlgorithm === undefined && (blockCipherMode === undefined || blockCipherMode === 'CMAC')
  const cipher = isCmac ? toCommandName(algorithm, keyBytes, 'cbc') : undefined
  return cipher === undefined ? undefined : ['-cipher', cipher, 'CMAC']
}

const compare = async (entry: MacEntry, keyBytes: number, openssl: Openssl, server: ServerUnderTest): Promise<void> => {
  const key = randomBytes(keyBytes)
  const uniqueIdentifier = await server.secret(entry.algorithm, key)
  const { cryptographicAlgorithm, blockCipherMode } = entry
  const options = macOptions(entry, keyBytes) ?? []
  for (const length of [0, 8, 16, 100]) {
    const bytes = randomBytes(length)
    const request = {
      uniqueIdentifier,
      cryptographicParameters: { cryptographicAlgorithm, blockCipherMode },
      data: Uint8Array.from(bytes),
    }
    const { macData } = await server.ask('MAC', request)
    const theirs = await openssl.run(['mac', '-macopt', `hexkey:${key.toString('hex')}`, '-binary', ...options], bytes)
    expect(Buffer.from(macData as Uint8Array), `${keyBytes} and ${length} bytes`).to.deep.equal(theirs)
    const verdict = async (mac: Uint8Array) =>
      (await server.ask('MACVerify', { ...request, macData: Uint8Array.from(mac) })).validityIndicator
    expect(await verdict(theirs)).to.equal('Valid')
    expect(await verdict(theirs.map((byte, at) => (at === 0 ? byte ^ 1 : byte)))).to.equal('Invalid')
  }
}

/** MAC and MAC Verify: KMIP 1.4 §4.33, §4.34. */
export const macs: Area<MacEntry> = {
  title: 'MAC and MAC Verify',
  async inventory(server) {
    const keys = await registerSecretKeys(server)
    const modes = [undefined, ...BlockCipherMode.entries.keys()].map((blockCipherMode) => ({ blockCipherMode }))
    const own = await Promise.all(keys.map((key) => listMacsOf(key, modes, server)))
    const aes = keys.filter(({ algorithm, keyBytes }) => algorithm === 'AES' && keyBytes === 32)
    const names = [...CryptographicAlgorithm.entries.keys()].filter((name) => name !== 'AES')
    const others = names.map((cryptographicAlgorithm) => ({ cryptographicAlgorithm }))
    const named = await Promise.all(aes.map((key) => listMacsOf(key, others, server)))
    return joinByName([...own.flat(), ...named.flat()])
  },
  comparison(entry) {
    if (entry.keyLengths.some((keyBytes) => !macOptions(entry, keyBytes))) return undefined
    return async (openssl, server) => {
      // HMAC takes any length: short ones, and longer ones than a block.
      const step = Math.ceil(entry.keyLengths.length / 4)
      for (const keyBytes of entry.keyLengths.filter((_, at) => at % step === 0))
        await compare(entry, keyBytes, openssl, server)
    }
  },
}
