import { readChildren, readContent, readObjectIdentifier } from '../../codec/der/read-der.ts'
import { KmipError } from '../../codec/index.ts'
import { type EndEntity, keyUsages, oid, readExtensions } from './extensions.ts'
import { isSubjectAlternativeName } from './subject-alternative-name.ts'

/** The extensions that a certificate request may contain. */
export type RequestedExtensions = { readonly [K in keyof EndEntity]?: EndEntity[K] | undefined }

/** Extended Key Usage purposes that the server certifies. */
const purposes: ReadonlySet<string> = new Set([
  oid.serverAuth,
  oid.clientAuth,
  '1.3.6.1.5.5.7.3.3', // codeSigning
  '1.3.6.1.5.5.7.3.4', // emailProtection
  '1.3.6.1.5.5.7.3.8', // timeStamping
])

const createInvalidError = (what: string): KmipError => new KmipError('InvalidCSR', `The certificate request ${what}.`)
const createRefusal = (what: string): KmipError =>
  new KmipError('PermissionDenied', `The server does not certify ${what}.`)

const readAscii = (bytes: Uint8Array): string => {
  const text = Buffer.from(bytes).toString('latin1')
  if (!/^[\x21-\x7e]+$/.test(text)) throw createInvalidError('has an alternative name that is empty or not ASCII')
  return text
}

/** Requires a valid email address, DNS name, URI or IP address, by the tag of the GeneralName. */
const requireValidName = (name: Uint8Array): void => {
  const value = readContent(name)
  switch (name[0]) {
    case 0x81:
    case 0x86:
      readAscii(value)
      return
    case 0x82:
      if (!isSubjectAlternativeName(readAscii(value))) throw createInvalidError('has an invalid DNS name')
      return
    case 0x87:
      if (value.length !== 4 && value.length !== 16) throw createInvalidError('has an invalid IP address')
      return
    default:
      throw createRefusal('alternative names other than email addresses, DNS names, URIs and IP addresses')
  }
}

const readKeyUsage = (value: Uint8Array): EndEntity['keyUsage'] => {
  const flags = readContent(value).subarray(1)
  const usages = keyUsages.filter((_, number) => ((flags[number >> 3] ?? 0) & (0x80 >> (number & 7))) !== 0)
  if (usages.some((usage) => usage === 'keyCertSign' || usage === 'cRLSign'))
    throw createRefusal('keys that sign certificates or revocation lists')
  if (!usages.length) throw createInvalidError('has a Key Usage that allows nothing')
  return usages
}

const readPurposes = (value: Uint8Array): string[] => {
  const asked = readChildren(value).map(readObjectIdentifier)
  const other = asked.find((each) => !purposes.has(each))
  if (other) throw createRefusal(`the purpose ${other}`)
  return asked
}

/**
 * Reads Key Usage, Extended Key Usage and Subject Alternative Name from a SEQUENCE OF Extension. Other extensions that
 * are not critical are ignored, because the issuer decides them.
 *
 * @throws KmipError InvalidCSR for unreadable and unknown critical extensions; PermissionDenied for authorities, keys
 *   that sign certificates and other purposes
 */
export const readRequestedExtensions = (list: Uint8Array | undefined): RequestedExtensions => {
  const found: { -readonly [K in keyof RequestedExtensions]: RequestedExtensions[K] } = {}
  const seen = new Set<string>()
  for (const { id, critical, value } of list ? readExtensions(list) : []) {
    if (seen.has(id)) throw createInvalidError(`has the extension ${id} twice`)
    seen.add(id)
    switch (id) {
      case oid.basicConstraints:
        if (readChildren(value).some((field) => field[0] === 0x01 && readContent(field)[0] !== 0))
          throw createRefusal('authorities')
        break
      case oid.keyUsage:
        found.keyUsage = readKeyUsage(value)
        break
      case oid.extKeyUsage:
        found.extKeyUsage = readPurposes(value)
        break
      case oid.subjectAltName: {
        const names = readChildren(value)
        if (!names.length) throw createInvalidError('has no alternative name in its Subject Alternative Name')
        for (const name of names) requireValidName(name)
        found.subjectAltName = value
        break
      }
      default:
        if (critical) throw createInvalidError(`has the unknown critical extension ${id}`)
    }
  }
  return found
}
