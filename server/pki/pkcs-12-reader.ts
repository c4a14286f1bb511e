import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { KmipError } from '../../codec/index.ts'
import type { SerialQueue } from '../../concurrency/serial-queue.ts'
import { readCertificateParts } from './certificate-parts.ts'
import { isSameKey } from './is-same-key.ts'
import type { Pkcs12ReadRequest, Pkcs12ReadResult } from './pkcs-12-worker.ts'

/** The content of a container. */
export interface Pkcs12Key {
  readonly privateKey: KeyObject
  readonly friendlyName: string | undefined
  /** The certificate of the key in DER, then those of its issuers that the container has. */
  readonly chain: readonly Uint8Array[]
}

/** @throws {KmipError} (rejects) `BadPassword`, or `InvalidField` for an unreadable container or a missing key */
export type ReadPkcs12 = (question: Pkcs12ReadRequest) => Promise<Pkcs12Key>

/** Beside this file, with this file's extension: `.ts` from source, `.js` when built. */
const workerFile = new URL(`./pkcs-12-worker${extname(import.meta.url)}`, import.meta.url)

/** Memory limits in megabytes, because the sender of a container decides its decompressed size. */
const resourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 64 }

const createUnreadableError = (why: string): KmipError => new KmipError('InvalidField', `The PKCS#12 container ${why}.`)

const faults: Readonly<Record<string, KmipError>> = {
  password: new KmipError('BadPassword', 'The password does not open the PKCS#12 container.'),
  content: createUnreadableError('is unreadable'),
  key: createUnreadableError('has no private key with this friendly name'),
}

const openInWorker = async (request: Pkcs12ReadRequest, timeout: number): Promise<Pkcs12ReadResult> => {
  const worker = new Worker(workerFile, { workerData: request, name: 'pkcs12', execArgv: [], resourceLimits })
  try {
    const [result] = (await once(worker, 'message', { signal: AbortSignal.timeout(timeout) })) as [Pkcs12ReadResult]
    return result
  } catch {
    throw createUnreadableError('exceeds the time or memory limit')
  } finally {
    await worker.terminate()
  }
}

/** Finds the certificate of the key and its issuers, by name. */
const findChain = (privateKey: KeyObject, certificates: readonly Uint8Array[]): Uint8Array[] => {
  const publicKey = createPublicKey(privateKey)
  const chain: Uint8Array[] = []
  let next = certificates.find((der) => isSameKey(new X509Certificate(der).publicKey, publicKey))
  while (next && !chain.includes(next)) {
    chain.push(next)
    const issuer = Buffer.from(readCertificateParts(next).issuer)
    next = certificates.find((der) => issuer.equals(readCertificateParts(der).subject))
  }
  return chain
}

/**
 * Opens PKCS#12 containers one at a time, each in a worker thread that ends after `timeout` milliseconds, because the
 * sender of a container decides how long its password is hashed.
 */
export const createPkcs12Reader =
  (queue: SerialQueue, timeout = 10_000): ReadPkcs12 =>
  async (request) => {
    const result = await queue(() => openInWorker(request, timeout))
    if ('fault' in result) throw faults[result.fault]
    try {
      const privateKey = createPrivateKey({ key: Buffer.from(result.privateKey), format: 'der', type: 'pkcs8' })
      return { privateKey, friendlyName: result.friendlyName, chain: findChain(privateKey, result.certificates) }
    } catch {
      throw createUnreadableError('has an unreadable key or certificate')
    }
  }
