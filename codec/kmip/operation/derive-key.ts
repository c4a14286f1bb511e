import type { ValueOf } from '../../schema/structure.ts'
import { templateAttributes } from '../attribute/list.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { DerivationMethod } from '../enumeration/cryptography.ts'
import { ObjectType } from '../enumeration/objects.ts'
import { DerivationParameters } from '../structure/cryptography.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  objectType: ObjectType,
  uniqueIdentifier: UniqueIdentifier.many(),
  derivationMethod: DerivationMethod,
  derivationParameters: DerivationParameters,
  attributes: templateAttributes('TemplateAttribute').optional(),
})
const response = structure('ResponsePayload', {
  uniqueIdentifier: UniqueIdentifier,
  attributes: templateAttributes('TemplateAttribute').unasked().until('1.4'),
})

export interface DeriveKeyRequest extends ValueOf<typeof request> {}
export interface DeriveKeyResponse extends ValueOf<typeof response> {}

/** Derives a key or secret data from stored ones. KMIP 1.0 §4.5, 1.2 §4.6, 1.4 §4.6, 2.1 §6.1.14. */
export const DeriveKey: OperationDeclaration<'DeriveKey', DeriveKeyRequest, DeriveKeyResponse> = operation(
  'DeriveKey',
  {
    since: '1.0',
    direction: 'client-to-server',
    objects: 'named',
    placeholderIn: 'uniqueIdentifier',
    placeholderOut: 'uniqueIdentifier',
    repeatable: false,
    request,
    response,
  },
)
