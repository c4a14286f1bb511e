import { text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { AttestationType } from '../enumeration/credentials.ts'
import { ObjectType } from '../enumeration/objects.ts'
import { Operation } from '../enumeration/operations.ts'
import { ClientRegistrationMethod, QueryFunction } from '../enumeration/query.ts'
import { DefaultsInformation } from '../structure/constraints.ts'
import { RNGParameters } from '../structure/cryptography.ts'
import { ProtectionStorageMasks } from '../structure/protection-storage-masks.ts'
import {
  CapabilityInformation,
  ExtensionInformation,
  ProfileInformation,
  ServerInformation,
  ValidationInformation,
} from '../structure/query.ts'
import { ObjectGroups } from '../structure/rights.ts'

const request = structure('RequestPayload', {
  queryFunction: QueryFunction.many(),
  objectGroups: ObjectGroups.optional().since('2.1'),
})
const response = structure('ResponsePayload', {
  operation: Operation.optional().many(),
  objectType: ObjectType.optional().many(),
  vendorIdentification: text().optional(),
  serverInformation: ServerInformation.optional(),
  applicationNamespace: text().optional().many(),
  extensionInformation: ExtensionInformation.optional().many().since('1.1'),
  attestationType: AttestationType.optional().many().since('1.2'),
  rngParameters: RNGParameters.optional().many().since('1.3'),
  profileInformation: ProfileInformation.optional().many().since('1.3'),
  validationInformation: ValidationInformation.optional().many().since('1.3'),
  capabilityInformation: CapabilityInformation.optional().many().since('1.3'),
  clientRegistrationMethod: ClientRegistrationMethod.optional().many().since('1.3'),
  defaultsInformation: DefaultsInformation.optional().since('2.0'),
  protectionStorageMasks: ProtectionStorageMasks.optional().since('2.0'),
})

export interface QueryRequest extends ValueOf<typeof request> {}
export interface QueryResponse extends ValueOf<typeof response> {}

/** Asks what the server can do. KMIP 1.0 §4.24, 1.2 §4.25, 1.4 §4.25, 2.1 §6.1.40. */
export const Query: OperationDeclaration<'Query', QueryRequest, QueryResponse> = operation('Query', {
  since: '1.0',
  direction: 'both',
  objects: 'none',
  placeholderIn: 'none',
  placeholderOut: 'none',
  repeatable: true,
  request,
  response,
})
