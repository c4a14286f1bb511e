import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { join } from 'node:path'
import { createFile, readFileIfExists } from '../../durable/durable-file.ts'
import { formatVerifierKey, signatureType } from '../../transparency/verifier-key.ts'

/** The key that signs checkpoints, and the name of the log. */
export interface SigningKey {
  /** Unique in the world: who verifies checkpoints knows the log by it. */
  readonly origin: string
  /** The private key: PEM. */
  readonly key: string
}

const ownerOnly = 0o600
const everybody = 0o644

export const readSigningKey = (pem: string): KeyObject => createPrivateKey(pem)

/**
 * Reads the signing key of a log (`signing.key`), or makes one (Ed25519). The log's name is `NODE/kmip/ID`, with the first bytes of
 * its public key; `verifier` has that name and the public key, for everybody who verifies the log (C2SP signed-note, "Verifier
 * keys").
 */
export const openSigningKey = async (directory: string, node: string): Promise<SigningKey> => {
  const path = join(directory, 'signing.key')
  const verifierPath = join(directory, 'verifier')
  if (!(await readFileIfExists(path))) {
    const made = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
    await createFile(path, made, ownerOnly)
  }
  const key = String(await readFileIfExists(path))
  const publicKey = createPublicKey(key)
  const { x = '' } = publicKey.export({ format: 'jwk' })
  const name = `${node.replaceAll(/[\s+]/g, '-')}/kmip/${Buffer.from(x, 'base64url').toString('hex', 0, 4)}`
  await createFile(verifierPath, `${formatVerifierKey({ name, type: signatureType.ed25519, publicKey })}\n`, everybody)
  const stored = String(await readFileIfExists(verifierPath))
  // The machine may have another name by now; the log keeps its own.
  return { origin: stored.slice(0, stored.indexOf('+')), key }
}
