import { encodeDer } from '../../../codec/der/write-der.ts'
import {
  type AttributeInstance,
  attributes,
  type CertificateRequestType,
  KmipError,
  valueIn,
  valuesIn,
} from '../../../codec/index.ts'
import { getAttribute } from '../../lifecycle/object-attributes.ts'
import { type CertificationRequest, readCertificationRequest } from '../../pki/certification-request.ts'
import { encodeName, parseName, requireName } from '../../pki/distinguished-name.ts'
import { encodeAlternativeNames } from '../../pki/subject-alternative-name.ts'
import type { StoredObject } from '../../store/store.ts'

/** By default a certificate is valid for a year, from an hour ago so that slow clocks accept it. */
const lifetime = 365 * 24 * 60 * 60 * 1000
const early = 60 * 60 * 1000

/** Reads and verifies the certificate request in a payload. KMIP 1.4 §4.7, 2.1 §6.1.6. */
export const readPayloadRequest = (payload: {
  readonly certificateRequestType?: CertificateRequestType | undefined
  readonly certificateRequestValue?: Uint8Array | undefined
}): CertificationRequest | undefined => {
  const { certificateRequestType: type, certificateRequestValue: value } = payload
  if (!value) return undefined
  if (!type) throw new KmipError('InvalidField', 'Certificate Request Type is missing.')
  return readCertificationRequest(type, value)
}

/** Whether Certify takes the subject from the attribute. The new object derives its own from the certificate. */
const isSubjectAttribute = ({ attribute }: AttributeInstance): boolean => attributes[attribute].describes === 'subject'

/** Omits the attributes that the new object derives from the certificate. */
export const omitSubjectAttributes = (list: readonly AttributeInstance[]): AttributeInstance[] =>
  list.filter((each) => !isSubjectAttribute(each) && each.attribute !== 'CertificateType')

/** Suffixes of `CertificateSubject…` attributes, from the most general to the most specific. */
const order = ['C', 'DC', 'ST', 'L', 'O', 'OU', 'UID', 'SerialNumber', 'DNQualifier', 'Title', 'CN', 'Email']

const listNameParts = (list: readonly AttributeInstance[]) =>
  order.flatMap((type) =>
    list.flatMap(({ attribute, value }) =>
      attribute === `CertificateSubject${type}` ? [{ type, value: String(value) }] : [],
    ),
  )

/** Whether the attributes give a subject. */
export const hasSubject = (list: readonly AttributeInstance[]): boolean => list.some(isSubjectAttribute)

/**
 * The subject in DER. It comes from X.509 Certificate Subject, else Certificate Subject, else Certificate Subject CN
 * and its siblings. Otherwise the Name of the certificate or of its key is the common name.
 */
export const encodeSubject = (list: readonly AttributeInstance[], key: StoredObject | undefined): Uint8Array => {
  const whole = valueIn(list, 'X_509CertificateSubject')?.subjectDistinguishedName
  if (whole) return requireName(whole)
  const text = valueIn(list, 'CertificateSubject')?.certificateSubjectDistinguishedName
  const parts = text === undefined ? listNameParts(list) : parseName(text)
  const name = valueIn(list, 'Name') ?? (key && getAttribute(key, 'Name'))
  const commonName = name?.nameValue ?? key?.uniqueIdentifier
  if (!parts.length && commonName === undefined)
    throw new KmipError('InvalidField', 'The certificate has no subject: add a Name or a Certificate Subject CN.')
  return encodeName(parts.length ? parts : [{ type: 'CN', value: commonName ?? '' }])
}

/**
 * The GeneralNames of the Alternative Name attributes: DNS names, IP addresses, email addresses and URIs (KMIP 1.4
 * §3.40).
 */
export const encodeAlternativeNameAttributes = (list: readonly AttributeInstance[]): Uint8Array | undefined => {
  const names = valuesIn(list, 'AlternativeName').map(({ alternativeNameType, alternativeNameValue }) => ({
    type: alternativeNameType,
    value: alternativeNameValue,
  }))
  const general = encodeAlternativeNames(names)
  return general && encodeDer(general)
}

/** The validity of a certificate: Activation and Deactivation Date, where given. `lasting` is in milliseconds. */
export const computeValidity = (
  list: readonly AttributeInstance[],
  now: Date,
  lasting = lifetime,
): { notBefore: Date; notAfter: Date } => {
  const activation = valueIn(list, 'ActivationDate')
  const begin = activation ?? now
  return {
    notBefore: activation ?? new Date(now.getTime() - early),
    notAfter: valueIn(list, 'DeactivationDate') ?? new Date(begin.getTime() + lasting),
  }
}

/** Runs `read` and turns a RangeError into Invalid Field. */
export const rejectAsInvalidField = <T>(read: () => T): T => {
  try {
    return read()
  } catch (error) {
    if (error instanceof RangeError) throw new KmipError('InvalidField', `Invalid: ${error.message}.`)
    throw error
  }
}
