import { GetAttributeList } from '../../../codec/index.ts'
import { listVisibleReferences } from '../../attributes/visible-attributes.ts'
import type { Handler } from '../../handler/handler.ts'

/** KMIP 1.4 §4.13, 2.1 §6.1.21. Attributes stay online when the object is archived. */
export const getAttributeList: Handler<typeof GetAttributeList> = {
  operation: GetAttributeList,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'reached',
  changesAttributes: false,
  run: (_request, { version }, object) => ({
    payload: { uniqueIdentifier: object.uniqueIdentifier, attributeReference: listVisibleReferences(object, version) },
  }),
}
