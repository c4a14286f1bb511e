import {
  type AttributeInstance,
  KmipError,
  keyBlockOf,
  type ManagedObject,
  valueIn,
  valuesIn,
} from '../../../codec/index.ts'
import { fromKeyObject } from '../../../codec/key/index.ts'
import { createObject } from '../../attributes/create-object.ts'
import type { Scope } from '../../handler/scope.ts'
import { setLink } from '../../lifecycle/link.ts'
import type { ReadPkcs12 } from '../../pki/pkcs-12-reader.ts'
import type { StoredObject } from '../../store/store.ts'
import { loadPkcs12Password } from './load-pkcs-12-password.ts'

/** Whether an object is a private key in a PKCS#12 container. */
export const isPkcs12 = (object: ManagedObject): boolean => keyBlockOf(object)?.keyFormatType === 'PKCS_12'

/** The container, as the Key Value (TC-PKCS12-1) or as its Key Material. */
const requireContainer = (object: ManagedObject): Uint8Array => {
  const value = keyBlockOf(object)?.keyValue
  const bytes = value instanceof Uint8Array ? value : value?.keyMaterial
  if (!object.privateKey || !(bytes instanceof Uint8Array))
    throw new KmipError('InvalidField', 'A PKCS#12 container must be the byte string of a private key.')
  return bytes
}

/** Creates the objects of a chain, each linked to the certificate of its issuer. */
const createCertificateObjects = (chain: readonly Uint8Array[], scope: Scope): StoredObject[] => {
  const made = chain.map((certificateValue) =>
    createObject({ certificate: { certificateType: 'X_509', certificateValue } }, [], 'registered', scope),
  )
  return made.map((each, at) => {
    const issuer = made[at + 1]
    return issuer ? setLink(each, 'CertificateLink', issuer) : each
  })
}

/**
 * Creates the objects of a registered container: the private key, then its certificates, linked to each other. The key
 * is stored as PKCS#8 for use, and Get returns it as PKCS#12 by default. KMIP 1.4 §3.45, §4.3.
 */
export const registerPkcs12 = async (
  object: ManagedObject,
  given: readonly AttributeInstance[],
  read: ReadPkcs12,
  scope: Scope,
): Promise<[StoredObject, ...StoredObject[]]> => {
  const container = requireContainer(object)
  const links = valuesIn(given, 'Link').filter(({ linkType }) => linkType === 'PKCS_12PasswordLink')
  const password = await loadPkcs12Password(
    links.map(({ linkedObjectIdentifier }) => linkedObjectIdentifier),
    scope,
  )
  const wanted = valueIn(given, 'PKCS_12FriendlyName')
  const { privateKey, friendlyName, chain } = await read({ container, password, friendlyName: wanted })
  const keyBlock = fromKeyObject(privateKey, 'PKCS_8')
  const attributes: AttributeInstance[] = [
    ...given,
    ...(wanted === undefined && friendlyName !== undefined
      ? [{ attribute: 'PKCS_12FriendlyName', value: friendlyName } as const]
      : []),
  ]
  // The format that Get returns, even where the client's version lacks the attribute.
  const format = { attribute: 'KeyFormatType', value: 'PKCS_12' } as const
  const key = createObject({ privateKey: { keyBlock } }, attributes, 'registered', scope, [format])
  const certificates = createCertificateObjects(chain, scope)
  const [leaf] = certificates
  return [leaf ? setLink(key, 'PKCS_12CertificateLink', leaf) : key, ...certificates]
}
