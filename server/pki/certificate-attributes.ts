import type { AttributeInstance } from '../../codec/index.ts'

/** Attributes that a certificate's content gives. */
export const certificateAttributes = (certificate: {
  readonly certificateType: string
  readonly certificateValue: Uint8Array
}): AttributeInstance[] => [
  { attribute: 'CertificateType', index: 0, value: certificate.certificateType } as AttributeInstance,
  { attribute: 'CertificateLength', index: 0, value: certificate.certificateValue.length },
]
