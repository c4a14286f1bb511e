import type { Field } from '../../schema/field.ts'
import { rest, text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'

const fields = structure('ServerInformation', {
  serverName: text().optional().since('2.0'),
  serverSerialNumber: text().optional().since('2.0'),
  serverVersion: text().optional().since('2.0'),
  serverLoad: text().optional().since('2.0'),
  productName: text().optional().since('2.0'),
  buildLevel: text().optional().since('2.0'),
  buildDate: text().optional().since('2.0'),
  clusterInfo: text().optional().since('2.0'),
  alternateFailoverEndpoints: text().optional().many().since('2.0'),
  items: rest(),
})

/** Server Information. KMIP 2.1 §7.37. */
export interface ServerInformation extends ValueOf<typeof fields> {}
export const ServerInformation: Field<ServerInformation> = fields
