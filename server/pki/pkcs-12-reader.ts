import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { KmipError } from '../../codec/index.ts'
import type { SerialQueue } from '../../concurrency/serial-queue.ts'
import { certificateParts } from './certificate-parts.ts'
import type { Pkcs12Answer, Pkcs12Question } from './pkcs-12-worker.ts'
import { isSameKey } from './same-key.ts'

/** What is in a container. */
export interface Pkcs12Key {
  readonly privateKey: KeyObject
  readonly friendlyName: string | undefined
  /** DER: that of the key, then those of its issuers, as far as they are there. */
  readonly chain: readonly Uint8Array[]
}

/** @throws {KmipError} (rejects) `BadPassword`, or `InvalidField` when it cannot be read or has not that key */
export type ReadPkcs12 = (question: Pkcs12Question) => Promise<Pkcs12Key>

/** Beside this file, with this file's extension: `.ts` from source, `.js` when built. */
const workerFile = new URL(`./pkcs-12-worker${extname(import.meta.url)}`, import.meta.url)

/** Megabytes: whoever makes a container chooses what it unfolds to. */
const resourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 64 }

const unreadable = (why: string): KmipError => new KmipError('InvalidField', `The PKCS#12 container ${why}.`)

const faults: Readonly<Record<string, KmipError>> = {
  password: new KmipError('BadPassword', 'The password does not open the PKCS#12 container.'),
  content: unreadable('cannot be read'),
  key: unreadable('has no private key, or none of that friendly name'),
}

const asked = async (question: Pkcs12Question, patience: number): Promise<Pkcs12Answer> => {
  const worker = new Worker(workerFile, { workerData: question, name: 'pkcs12', execArgv: [], resourceLimits })
  try {
    const [answer] = (await once(worker, 'message', { signal: AbortSignal.timeout(patience) })) as [Pkcs12Answer]
    return answer
  } catch {
    throw unreadable('takes more time or room to open than it is given')
  } finally {
    await worker.terminate()
  }
}

/** The certificate of the key, and its issuers by name. */
const chainOf = (privateKey: KeyObject, certificates: readonly Uint8Array[]): Uint8Array[] => {
  const publicKey = createPublicKey(privateKey)
  const chain: Uint8Array[] = []
  let next = certificates.find((der) => isSameKey(new X509Certificate(der).publicKey, publicKey))
  while (next && !chain.includes(next)) {
    chain.push(next)
    const issuer = Buffer.from(certificateParts(next).issuer)
    next = certificates.find((der) => issuer.equals(certificateParts(der).subject))
  }
  return chain
}

/**
 * Opens PKCS#12 containers, one after the other, each in a thread that is ended after `patience` milliseconds: whoever makes
 * a container chooses how long its password is hashed.
 */
export const pkcs12Reader =
  (queue: SerialQueue, patience = 10_000): ReadPkcs12 =>
  async (question) => {
    const answer = await queue(() => asked(question, patience))
    if ('fault' in answer) throw faults[answer.fault]
    try {
      const privateKey = createPrivateKey({ key: Buffer.from(answer.privateKey), format: 'der', type: 'pkcs8' })
      return { privateKey, friendlyName: answer.friendlyName, chain: chainOf(privateKey, answer.certificates) }
    } catch {
      throw unreadable('holds a key or a certificate that cannot be read')
    }
  }
