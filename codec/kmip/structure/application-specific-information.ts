import type { Field } from '../../schema/field.ts'
import { text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'

const fields = structure('ApplicationSpecificInformation', {
  applicationNamespace: text(),
  applicationData: text().optional(),
})

/** Application Specific Information. KMIP 1.0 §3.30, 1.2 §3.36, 1.4 §3.36, 2.1 §4.4. */
export interface ApplicationSpecificInformation extends ValueOf<typeof fields> {}
export const ApplicationSpecificInformation: Field<ApplicationSpecificInformation> = fields
