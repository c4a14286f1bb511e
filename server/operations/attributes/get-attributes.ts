import { GetAttributes } from '../../../codec/index.ts'
import { selectAttributes } from '../../attributes/visible-attributes.ts'
import type { Handler } from '../../handler/handler.ts'

/** KMIP 1.4 §4.12, 2.1 §6.1.20. Attributes stay online when the object is archived (TC-101). */
export const getAttributes: Handler<typeof GetAttributes> = {
  operation: GetAttributes,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'reached',
  changesAttributes: false,
  run: (request, { version }, object) => ({
    payload: {
      uniqueIdentifier: object.uniqueIdentifier,
      attributes: selectAttributes(object, request.attributeReference, version),
    },
  }),
}
