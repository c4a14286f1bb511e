import type { Field } from '../../schema/field.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { CryptographicParameters } from './cryptographic-parameters.ts'
import { UniqueIdentifier } from './unique-identifier.ts'

const fields = structure('EncryptionKeyInformation', {
  uniqueIdentifier: UniqueIdentifier,
  cryptographicParameters: CryptographicParameters.optional(),
})

/** Encryption Key Information.  */
export interface EncryptionKeyInformation extends ValueOf<typeof fields> {}
export const EncryptionKeyInformation: Field<EncryptionKeyInformation> = fields
