import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { HashingAlgorithm } from '../../../codec/index.ts'
import type { Area, Entry } from './area.ts'
import type { ServerUnderTest } from './server-under-test.ts'

/** Hashing Algorithm → digest on the command line. */
export const digests: Readonly<Record<string, string>> = {
  MD5: 'md5',
  SHA_1: 'sha1',
  SHA_224: 'sha224',
  SHA_256: 'sha256',
  SHA_384: 'sha384',
  SHA_512: 'sha512',
  RIPEMD_160: 'ripemd160',
  SHA_512_224: 'sha512-224',
  SHA_512_256: 'sha512-256',
  SHA3_224: 'sha3-224',
  SHA3_256: 'sha3-256',
  SHA3_384: 'sha3-384',
  SHA3_512: 'sha3-512',
}

const data = new Uint8Array(1)

/** Hashing Algorithms that the server has. */
export const listHashes = async (server: ServerUnderTest): Promise<readonly string[]> => {
  const each = [...HashingAlgorithm.entries.keys()].map(async (hashingAlgorithm) =>
    (await server.succeeds('Hash', { cryptographicParameters: { hashingAlgorithm }, data })) ? [hashingAlgorithm] : [],
  )
  return (await Promise.all(each)).flat()
}

/** Hash: KMIP 1.4 §4.37. */
export const hashes: Area<Entry> = {
  title: 'Hash',
  inventory: async (server) => (await listHashes(server)).map((name) => ({ name })),
  comparison({ name: hashingAlgorithm }) {
    const digest = digests[hashingAlgorithm]
    if (!digest) return undefined
    return async (openssl, server) => {
      // Around the block sizes of all of them.
      for (const length of [0, 1, 55, 56, 64, 71, 72, 104, 111, 112, 128, 136, 143, 144, 1000]) {
        const bytes = randomBytes(length)
        const ours = await server.ask('Hash', {
          cryptographicParameters: { hashingAlgorithm },
          data: Uint8Array.from(bytes),
        })
        const theirs = await openssl.run(['dgst', `-${digest}`, '-binary'], bytes)
        expect(Buffer.from(ours.data as Uint8Array), `${length} bytes`).to.deep.equal(theirs)
      }
    }
  },
}
