import type { Field } from '../../schema/field.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { CryptographicParameters } from './cryptographic-parameters.ts'
import { UniqueIdentifier } from './unique-identifier.ts'

const fields = structure('MACSignatureKeyInformation', {
  uniqueIdentifier: UniqueIdentifier,
  cryptographicParameters: CryptographicParameters.optional(),
})

/** MACSignature Key Information.  */
export interface MACSignatureKeyInformation extends ValueOf<typeof fields> {}
export const MACSignatureKeyInformation: Field<MACSignatureKeyInformation> = fields
