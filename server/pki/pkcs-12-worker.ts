import { pbkdf2Sync } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'

/** The input of the worker. */
export interface Pkcs12ReadRequest {
  readonly container: Uint8Array
  readonly password: string
  /** Friendly name of the key to read. By default the first key is read. */
  readonly friendlyName?: string | undefined
}

/** The result: keys and certificates in DER, or a failure. */
export type Pkcs12ReadResult =
  | { readonly privateKey: Uint8Array; readonly friendlyName?: string; readonly certificates: readonly Uint8Array[] }
  | { readonly fault: 'password' | 'content' | 'key' }

if (!parentPort) throw new Error('The PKCS#12 reader runs as a worker thread only')
const { default: forge } = await import('node-forge')
const { asn1, pki, pkcs12 } = forge
const { container, password, friendlyName } = workerData as Pkcs12ReadRequest

/** Replaces node-forge's PBKDF2, which reads each character as a byte, by a native one over UTF-8, as in OpenSSL. */
const runNativePbkdf2 = (
  text: string,
  salt: string,
  iterations: number,
  length: number,
  digest: { algorithm: string },
): string => pbkdf2Sync(text, Buffer.from(salt, 'latin1'), iterations, length, digest.algorithm).toString('latin1')
Object.assign(forge.pkcs5, { pbkdf2: runNativePbkdf2 })

const toDer = (value: Parameters<typeof asn1.toDer>[0]): Uint8Array =>
  Uint8Array.from(Buffer.from(asn1.toDer(value).getBytes(), 'latin1'))

const openContainer = (): ReturnType<typeof pkcs12.pkcs12FromAsn1> | 'password' | 'content' => {
  try {
    return pkcs12.pkcs12FromAsn1(asn1.fromDer(Buffer.from(container).toString('latin1')), password)
  } catch (error) {
    return error instanceof Error && /MAC could not be verified|[Pp]assword/.test(error.message)
      ? 'password'
      : 'content'
  }
}

const readContainer = (): Pkcs12ReadResult => {
  const found = openContainer()
  if (typeof found === 'string') return { fault: found }
  const bags = found.safeContents.flatMap(({ safeBags }) => safeBags)
  const keys = bags.filter(({ type }) => type === pki.oids.pkcs8ShroudedKeyBag || type === pki.oids.keyBag)
  const getFriendlyName = ({ attributes }: (typeof bags)[number]): string | undefined => attributes?.friendlyName?.[0]
  // caseIgnoreMatch: KMIP 1.4 §3.45.
  const key = friendlyName
    ? keys.find((each) => getFriendlyName(each)?.toLowerCase() === friendlyName.toLowerCase())
    : keys[0]
  if (!key) return { fault: 'key' }
  const name = getFriendlyName(key)
  return {
    privateKey: toDer(key.key ? pki.wrapRsaPrivateKey(pki.privateKeyToAsn1(key.key)) : key.asn1),
    ...(name && { friendlyName: name }),
    certificates: bags
      .filter(({ type }) => type === pki.oids.certBag)
      .map((each) => toDer(each.cert ? pki.certificateToAsn1(each.cert) : each.asn1)),
  }
}

const readOrFail = (): Pkcs12ReadResult => {
  try {
    return readContainer()
  } catch {
    return { fault: 'content' }
  }
}
parentPort.postMessage(readOrFail())
