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

/** A certificate lasts a year unless the attributes say otherwise, and begins an hour early, for clocks that are slow. */
const lifetime = 365 * 24 * 60 * 60 * 1000
const early = 60 * 60 * 1000

/** The certificate request in a payload, read and checked. KMIP 1.4 §4.7, 2.1 §6.1.6. */
export const readPayloadRequest = (payload: {
  readonly certificateRequestType?: CertificateRequestType | undefined
  readonly certificateRequestValue?: Uint8Array | undefined
}): CertificationRequest | undefined => {
  const { certificateRequestType: type, certificateRequestValue: value } = payload
  if (!value) return undefined
  if (!type) throw new KmipError('InvalidField', 'Certificate Request Type is missing.')
  return readCertificationRequest(type, value)
}

/** Certify takes the subject from it; the new object gets it from its content. */
const describesSubject = ({ attribute }: AttributeInstance): boolean => attributes[attribute].describes === 'subject'

/** The attributes for the new object, without those that its content tells. */
export const omitSubjectAttributes = (list: readonly AttributeInstance[]): AttributeInstance[] =>
  list.filter((each) => !describesSubject(each) && each.attribute !== 'CertificateType')

/** `CertificateSubjectOU` and its like, the widest first. */
const order = ['C', 'DC', 'ST', 'L', 'O', 'OU', 'UID', 'SerialNumber', 'DNQualifier', 'Title', 'CN', 'Email']

const listNameParts = (list: readonly AttributeInstance[]) =>
  order.flatMap((type) =>
    list.flatMap(({ attribute, value }) =>
      attribute === `CertificateSubject${type}` ? [{ type, value: String(value) }] : [],
    ),
  )

/** Whether attributes say what the subject is. */
export const hasSubject = (list: readonly AttributeInstance[]): boolean => list.some(describesSubject)

/**
 * The name to certify: as the attributes give it, whole (X.509 Certificate Subject, Certificate Subject) or in parts
 * (Certificate Subject CN …); else a common name that is the Name of the certificate, or of its key.
 */
export const encodeSubject = (list: readonly AttributeInstance[], key: StoredObject | undefined): Uint8Array => {
  const whole = valueIn(list, 'X_509CertificateSubject')?.subjectDistinguishedName
  if (whole) return requireName(whole)
  const text = valueIn(list, 'CertificateSubject')?.certificateSubjectDistinguishedName
  const parts = text === undefined ? listNameParts(list) : parseName(text)
  const name = valueIn(list, 'Name') ?? (key && getAttribute(key, 'Name'))
  const commonName = name?.nameValue ?? key?.uniqueIdentifier
  if (!parts.length && commonName === undefined)
    throw new KmipError('InvalidField', 'A certificate without a subject: give a Name, or Certificate Subject CN.')
  return encodeName(parts.length ? parts : [{ type: 'CN', value: commonName ?? '' }])
}

/** GeneralNames from Alternative Name attributes: DNS names, IP addresses, email addresses and URIs (KMIP 1.4 §3.40). */
export const encodeAlternativeNameAttributes = (list: readonly AttributeInstance[]): Uint8Array | undefined => {
  const names = valuesIn(list, 'AlternativeName').map(({ alternativeNameType, alternativeNameValue }) => ({
    type: alternativeNameType,
    value: alternativeNameValue,
  }))
  const general = encodeAlternativeNames(names)
  return general && encodeDer(general)
}

/** The dates that a certificate carries: those of the object, where it has them. `lasting`: milliseconds. */
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

/** Runs `read`; what it refuses as out of range is a field that is not valid. */
export const rejectAsInvalidField = <T>(read: () => T): T => {
  try {
    return read()
  } catch (error) {
    if (error instanceof RangeError) throw new KmipError('InvalidField', `Not valid: ${error.message}.`)
    throw error
  }
}
