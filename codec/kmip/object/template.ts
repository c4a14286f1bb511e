import type { Field } from '../../schema/field.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { attributes } from '../attribute/list.ts'
import { structure } from '../define.ts'

const fields = structure('Template', { attributes: attributes().optional() })

/** Attributes under a name, for making objects alike. Up to 1.4. KMIP 1.0 §2.2.6, 1.4 §2.2.6. */
export interface Template extends ValueOf<typeof fields> {}
export const Template: Field<Template> = fields
