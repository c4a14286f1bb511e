import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, KmipResponseError, toKeyObject } from '../../client/index.ts'
import { startServerProcess } from '../support/server-process.ts'

/** The main job, start to end, on a new server: `npm run demo`. */
const say = (line: string): void => console.log(line)

const folder = await mkdtemp(join(tmpdir(), 'kmip-demo-'))
const server = await startServerProcess(['--data-directory', folder])
try {
  say(`A server is up at ${server.endpoint}, with keys and certificates made just now.`)
  const [ca, cert, key] = await Promise.all([server.ca, server.cert, server.key].map((path) => readFile(path)))
  const client = await connect({
    host: 'localhost',
    port: server.port,
    ca: ca as Buffer,
    cert: cert as Buffer,
    key: key as Buffer,
  })
  say(`Our client speaks KMIP ${client.version} to it, over mutual TLS.`)

  const { uniqueIdentifier } = await client.create({
    objectType: 'SymmetricKey',
    attributes: {
      name: 'orders',
      cryptographicAlgorithm: 'AES',
      cryptographicLength: 256,
      cryptographicUsageMask: ['Encrypt', 'Decrypt'],
    },
  })
  await client.activate({ uniqueIdentifier })
  say(`Created   ${uniqueIdentifier}, named orders, and made it Active.`)

  const fetched = toKeyObject(await client.get({ uniqueIdentifier }))
  say(`Fetched   it: a secret key of ${(fetched.symmetricKeySize ?? 0) * 8} bits.`)

  const cryptographicParameters = { blockCipherMode: 'GCM', tagLength: 16 } as const
  const sealed = await client.encrypt({ uniqueIdentifier, cryptographicParameters, data: Buffer.from('a data key') })
  const opened = await client.decrypt({
    uniqueIdentifier,
    cryptographicParameters,
    data: sealed.data,
    ivCounterNonce: sealed.ivCounterNonce,
    authenticatedEncryptionTag: sealed.authenticatedEncryptionTag,
  })
  say(`Encrypted and decrypted in the server: ${Buffer.from(opened.data as Uint8Array).toString()}.`)

  const rotated = await client.reKey({ uniqueIdentifier })
  const found = await client.locate({ attributes: { name: 'orders' } })
  say(`Rotated   to ${rotated.uniqueIdentifier}; the name orders now finds ${found.uniqueIdentifier?.join(', ')}.`)

  for (const id of [uniqueIdentifier, rotated.uniqueIdentifier]) {
    await client.revoke({ uniqueIdentifier: id, revocationReason: { revocationReasonCode: 'CessationOfOperation' } })
    await client.destroy({ uniqueIdentifier: id })
  }
  const refused = await client.get({ uniqueIdentifier }).catch((error: unknown) => error)
  if (!(refused instanceof KmipResponseError)) throw new Error('a destroyed key was given out')
  say(`Destroyed both. Get now says: ${refused.resultMessage}`)
  await client.close()
} finally {
  await server.stop()
  await rm(folder, { recursive: true })
}
say('Done. Run a server of your own with: npm start')
