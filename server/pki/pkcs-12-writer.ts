import { createCipheriv, createHmac, hash, type KeyObject, pbkdf2, X509Certificate } from 'node:crypto'
import { promisify } from 'node:util'
import { BmpString, Null } from 'asn1js'
import {
  type Der,
  encodeDer,
  explicit,
  implicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
} from '../../codec/der/write-der.ts'

const runPbkdf2 = promisify(pbkdf2)

/** Iterations of PBKDF2 and of the MAC key derivation, which takes some milliseconds of the event loop. */
const iterations = 10_000

const ids = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certBag: '1.2.840.113549.1.12.10.1.3',
  x509Certificate: '1.2.840.113549.1.9.22.1',
  friendlyName: '1.2.840.113549.1.9.20',
  localKeyId: '1.2.840.113549.1.9.21',
  pbes2: '1.2.840.113549.1.5.13',
  pbkdf2: '1.2.840.113549.1.5.12',
  hmacWithSha256: '1.2.840.113549.2.9',
  aes256Cbc: '2.16.840.1.101.3.4.1.42',
  sha256: '2.16.840.1.101.3.4.2.1',
}

export interface Pkcs12Content {
  readonly privateKey: KeyObject
  /** Certificates in DER: that of the key, then those of its issuers. */
  readonly certificates: readonly Uint8Array[]
  readonly friendlyName: string
  readonly password: string
  readonly randomBytes: (size: number) => Uint8Array
}

/** PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC (RFC 8018 §6.2). */
const encryptContent = async (content: Uint8Array, { password, randomBytes }: Pkcs12Content) => {
  const [salt, iv] = [randomBytes(16), randomBytes(16)]
  const cipher = createCipheriv('aes-256-cbc', await runPbkdf2(password, salt, iterations, 32, 'sha256'), iv)
  const derivation = sequence(
    octetString(salt),
    integer(BigInt(iterations)),
    sequence(objectIdentifier(ids.hmacWithSha256), new Null()),
  )
  const schemes = sequence(
    sequence(objectIdentifier(ids.pbkdf2), derivation),
    sequence(objectIdentifier(ids.aes256Cbc), octetString(iv)),
  )
  return {
    algorithm: sequence(objectIdentifier(ids.pbes2), schemes),
    bytes: Buffer.concat([cipher.update(content), cipher.final()]),
  }
}

/** Derives the key of an HMAC-SHA-256, which has the length of one hash (RFC 7292 appendix B.2). */
const deriveMacKey = (password: string, salt: Uint8Array): Buffer => {
  const repeatToBlock = (bytes: Uint8Array): Buffer => Buffer.alloc(Math.ceil(bytes.length / 64) * 64, bytes)
  const text = Buffer.from(`${password}\0`, 'utf16le').swap16()
  let key = hash('sha256', Buffer.concat([Buffer.alloc(64, 3), repeatToBlock(salt), repeatToBlock(text)]), 'buffer')
  for (let done = 1; done < iterations; done++) key = hash('sha256', key, 'buffer')
  return key
}

const createBag = (id: string, value: Der, ...attributes: Der[]): Der =>
  sequence(objectIdentifier(id), explicit(0, value), ...(attributes.length ? [set(...attributes)] : []))

const createAttribute = (id: string, value: Der): Der => sequence(objectIdentifier(id), set(value))

/** ContentInfo of plain data. */
const createDataInfo = (content: Der): Der =>
  sequence(objectIdentifier(ids.data), explicit(0, octetString(encodeDer(content))))

/**
 * Writes a PKCS#12 container (RFC 7292) with a key and its chain. Encryption is OpenSSL 3's default: PBES2 with
 * AES-256, and an HMAC-SHA-256.
 */
export const writePkcs12 = async (content: Pkcs12Content): Promise<Uint8Array> => {
  const { privateKey, certificates, friendlyName, password, randomBytes } = content
  const [leaf] = certificates
  const labels = [
    createAttribute(ids.friendlyName, new BmpString({ value: friendlyName })),
    // Connects key and certificate.
    ...(leaf ? [createAttribute(ids.localKeyId, octetString(hash('sha1', leaf, 'buffer')))] : []),
  ]
  const key = await encryptContent(privateKey.export({ type: 'pkcs8', format: 'der' }), content)
  const keyInfo = createDataInfo(
    sequence(createBag(ids.shroudedKeyBag, sequence(key.algorithm, octetString(key.bytes)), ...labels)),
  )
  const certificateBags = certificates.map((der, at) => {
    const value = sequence(
      objectIdentifier(ids.x509Certificate),
      explicit(0, octetString(new X509Certificate(der).raw)),
    )
    return createBag(ids.certBag, value, ...(at === 0 ? labels : []))
  })
  const chain = await encryptContent(encodeDer(sequence(...certificateBags)), content)
  const chainContent = sequence(objectIdentifier(ids.data), chain.algorithm, implicit(0, chain.bytes))
  const chainInfo = sequence(objectIdentifier(ids.encryptedData), explicit(0, sequence(integer(0n), chainContent)))
  const safe = sequence(...(certificates.length ? [chainInfo] : []), keyInfo)

  const salt = randomBytes(16)
  const mac = createHmac('sha256', deriveMacKey(password, salt)).update(encodeDer(safe)).digest()
  const digest = sequence(sequence(objectIdentifier(ids.sha256), new Null()), octetString(mac))
  const container = sequence(
    integer(3n),
    createDataInfo(safe),
    sequence(digest, octetString(salt), integer(BigInt(iterations))),
  )
  return Uint8Array.from(encodeDer(container))
}
