import type { Field } from '../../schema/field.ts'
import { bytes, integer } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { CryptographicParameters } from './cryptographic-parameters.ts'

const fields = structure('DerivationParameters', {
  /** Depends on the method. */
  cryptographicParameters: CryptographicParameters.optional(),
  initializationVector: bytes().optional(),
  /** Unless a Secret Data identifier is given. */
  derivationData: bytes().optional().many(),
  /** PBKDF2. */
  salt: bytes().optional(),
  /** PBKDF2. */
  iterationCount: integer().optional(),
})

/** Derivation Parameters. KMIP 2.1 §7.12. */
export interface DerivationParameters extends ValueOf<typeof fields> {}
export const DerivationParameters: Field<DerivationParameters> = fields
