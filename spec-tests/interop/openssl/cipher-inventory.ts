import { randomBytes } from 'node:crypto'
import { BlockCipherMode, CryptographicAlgorithm, PaddingMethod } from '../../../codec/index.ts'
import type { Entry } from './area.ts'
import type { ServerUnderTest } from './server-under-test.ts'

export interface CipherEntry extends Entry {
  readonly algorithm: string
  readonly keyBytes: number
  readonly blockCipherMode: string | undefined
  readonly paddingMethod: string | undefined
}

/** Bytes: at least one that each algorithm of KMIP has. */
const keyLengths = [8, 10, 14, 16, 21, 24, 32, 40, 64]

export interface SecretKey {
  readonly algorithm: string
  readonly keyBytes: number
  readonly uniqueIdentifier: string
}

/** Symmetric keys of every algorithm and length that the server takes. */
export const registerSecretKeys = (server: ServerUnderTest): Promise<readonly SecretKey[]> =>
  server.once('secret keys', async () => {
    const each = [...CryptographicAlgorithm.entries.keys()].flatMap((algorithm) =>
      keyLengths.map(async (keyBytes) => {
        const uniqueIdentifier = await server.secret(algorithm, randomBytes(keyBytes)).catch(() => undefined)
        return uniqueIdentifier === undefined ? [] : [{ algorithm, keyBytes, uniqueIdentifier }]
      }),
    )
    return (await Promise.all(each)).flat()
  })

const entriesOf = async (
  { algorithm, keyBytes, uniqueIdentifier }: SecretKey,
  server: ServerUnderTest,
): Promise<readonly CipherEntry[]> => {
  const data = new Uint8Array(32)
  const listSupported = async (cryptographicParameters: object): Promise<readonly object[]> =>
    (await server.succeeds('Encrypt', { uniqueIdentifier, cryptographicParameters, data }))
      ? [cryptographicParameters]
      : []
  const modes = [undefined, ...BlockCipherMode.entries.keys()].map((blockCipherMode) => ({ blockCipherMode }))
  const paddings = [...PaddingMethod.entries.keys()].filter((paddingMethod) => paddingMethod !== 'None')
  const bare = (await Promise.all(modes.map(listSupported))).flat()
  const padded = bare.flatMap((mode) => paddings.map((paddingMethod) => listSupported({ ...mode, paddingMethod })))
  return [...bare, ...(await Promise.all(padded)).flat()].map((parameters) => {
    const { blockCipherMode, paddingMethod } = parameters as Partial<CipherEntry>
    const name = [`${algorithm} ${keyBytes * 8}`, blockCipherMode, paddingMethod].filter(Boolean).join(' ')
    return { name, algorithm, keyBytes, blockCipherMode, paddingMethod }
  })
}

export const listCiphers = (server: ServerUnderTest): Promise<readonly CipherEntry[]> =>
  server.once('ciphers', async () => {
    const keys = await registerSecretKeys(server)
    return (await Promise.all(keys.map((key) => entriesOf(key, server)))).flat()
  })

const blockCiphers: Readonly<Record<string, string>> = { AES: 'aes', Camellia: 'camellia', ARIA: 'aria', SM4: 'sm4' }

/** The name of a block cipher in a mode on the command line. */
export const toCommandName = (algorithm: string, keyBytes: number, mode: string): string | undefined => {
  if (algorithm === 'DES3') return `des-ede${keyBytes === 24 ? '3' : ''}${mode === 'ecb' ? '' : `-${mode}`}`
  const name = blockCiphers[algorithm]
  return name && (name === 'sm4' ? `sm4-${mode}` : `${name}-${keyBytes * 8}-${mode}`)
}
