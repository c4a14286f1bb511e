import type { Field } from '../../schema/field.ts'
import { boolean, integer, text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { ExtensionType } from './extension-type.ts'

const fields = structure('ExtensionInformation', {
  extensionName: text(),
  extensionTag: integer().optional(),
  extensionType: ExtensionType.optional(),
  extensionEnumeration: integer().optional().since('2.0'),
  extensionAttribute: boolean().optional().since('2.0'),
  extensionParentStructureTag: integer().optional().since('2.0'),
  extensionDescription: text().optional().since('2.0'),
})

/** Extension Information. KMIP 1.2 §2.1.9, 1.4 §2.1.9, 2.1 §7.13. */
export interface ExtensionInformation extends ValueOf<typeof fields> {}
export const ExtensionInformation: Field<ExtensionInformation> = fields
