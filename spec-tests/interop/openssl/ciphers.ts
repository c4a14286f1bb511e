import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { toAeadModes } from './aead-modes.ts'
import type { Area } from './area.ts'
import { blockPaddings } from './block-paddings.ts'
import { type CipherEntry, listCiphers, toCommandName } from './cipher-inventory.ts'
import type { Openssl } from './openssl.ts'
import type { ServerUnderTest } from './server-under-test.ts'
import { xts } from './xts.ts'

/** What to give to `openssl enc`. */
export interface Enc {
  readonly cipher: string
  /** Bytes of a block that the data has to fill; 1 when there is no need. */
  readonly block: number
  /** Bytes of an IV that the request carries. */
  readonly iv: readonly number[]
  /** The IV in openssl's form. */
  toIv?(iv: Uint8Array): Uint8Array
  /** Where the IV is always the same. */
  readonly fixedIv?: string
}

export const createEnc = ({
  algorithm,
  keyBytes,
  blockCipherMode: mode,
}: Omit<CipherEntry, 'name' | 'paddingMethod'>): Enc | undefined => {
  if (algorithm === 'ChaCha20' && mode === undefined)
    // Counter, then nonce: 8 bytes each (D. J. Bernstein), or 4 and 12 (RFC 8439 §2.3).
    return {
      cipher: 'chacha20',
      block: 1,
      iv: [8, 12],
      toIv: (iv) => Buffer.concat([Buffer.alloc(16 - iv.length), iv]),
    }
  if (algorithm === 'AES' && mode === 'NISTKeyWrap')
    return { cipher: `id-aes${keyBytes * 8}-wrap`, block: 8, iv: [0], fixedIv: 'a6a6a6a6a6a6a6a6' }
  if (algorithm === 'AES' && mode === 'AESKeyWrapPadding')
    return { cipher: `id-aes${keyBytes * 8}-wrap-pad`, block: 1, iv: [0], fixedIv: 'a65959a6' }
  if (mode === undefined || !['ECB', 'CBC', 'CFB', 'OFB', 'CTR'].includes(mode)) return undefined
  const cipher = toCommandName(algorithm, keyBytes, mode.toLowerCase())
  const size = algorithm === 'DES3' ? 8 : 16
  return cipher === undefined
    ? undefined
    : { cipher, block: mode === 'ECB' || mode === 'CBC' ? size : 1, iv: [mode === 'ECB' ? 0 : size] }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** Both ways: what the one encrypts the other decrypts. */
const withEnc =
  (entry: CipherEntry, { cipher, block, iv: ivLengths, toIv, fixedIv }: Enc) =>
  async (openssl: Openssl, server: ServerUnderTest): Promise<void> => {
    const key = randomBytes(entry.keyBytes)
    const uniqueIdentifier = await server.secret(entry.algorithm, key)
    const { blockCipherMode, paddingMethod } = entry
    const padding = blockPaddings[paddingMethod ?? 'None']
    if (!padding) throw new Error(`the padding of ${paddingMethod} is undeclared`)
    for (const length of paddingMethod ? [1, 32, 45] : block === 1 ? [24, 45, 1000] : [32, 1040])
      for (const size of ivLengths) {
        const iv = randomBytes(size)
        const ivText = fixedIv ?? (size > 0 ? hex(toIv?.(iv) ?? iv) : undefined)
        const enc = async (way: '-e' | '-d', data: Uint8Array) =>
          openssl.run([
            ...['enc', way, `-${cipher}`, '-K', hex(key), ...(ivText ? ['-iv', ivText] : [])],
            ...[...(padding.ofOpenssl ? [] : ['-nopad']), '-in', await openssl.file(data)],
          ])
        const request = {
          uniqueIdentifier,
          cryptographicParameters: { blockCipherMode, paddingMethod },
          ...(size > 0 && { ivCounterNonce: Uint8Array.from(iv) }),
        }
        const data = randomBytes(length)
        const made = (await server.ask('Encrypt', { ...request, data: Uint8Array.from(data) })).data as Uint8Array
        const opened = await enc('-d', made)
        expect(hex(padding.ofOpenssl ? opened : padding.remove(opened)), `${length} bytes of ours`).to.equal(hex(data))
        const theirs = await enc('-e', padding.ofOpenssl ? data : padding.add(data, block))
        const answer = await server.ask('Decrypt', { ...request, data: Uint8Array.from(theirs) })
        expect(hex(answer.data as Uint8Array), `${length} bytes of theirs`).to.equal(hex(data))
      }
  }

/** Encrypt and Decrypt with symmetric keys: KMIP 1.4 §4.29, §4.30. */
export const ciphers: Area<CipherEntry> = {
  title: 'Encrypt and Decrypt',
  inventory: listCiphers,
  comparison(entry) {
    const enc = createEnc(entry)
    if (enc) return withEnc(entry, enc)
    if (entry.algorithm === 'AES' && entry.blockCipherMode === 'XTS') return xts(entry)
    return toAeadModes(entry)
  },
}
