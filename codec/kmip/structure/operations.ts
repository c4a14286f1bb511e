import { Field } from '../../schema/field.ts'
import { bytes, dateTimeExtended } from '../../schema/primitive.ts'
import { readEnumeration } from '../../schema/read-enumeration.ts'
import type { ValueOf } from '../../schema/structure.ts'
import type { Type } from '../../schema/type.ts'
import { ItemType } from '../../wire/item.ts'
import { structure } from '../define.ts'
import { DataEnumeration, Operation, ProcessingStage } from '../enumeration/operations.ts'

const asynchronousCorrelationValues = structure('AsynchronousCorrelationValues', {
  asynchronousCorrelationValue: bytes().optional().many(),
})

/** Asynchronous Correlation Values. KMIP 2.1 §7.1. */
export interface AsynchronousCorrelationValues extends ValueOf<typeof asynchronousCorrelationValues> {}
export const AsynchronousCorrelationValues: Field<AsynchronousCorrelationValues> = asynchronousCorrelationValues

const asynchronousRequest = structure('AsynchronousRequest', {
  asynchronousCorrelationValue: bytes(),
  operation: Operation,
  submissionDate: dateTimeExtended(),
  processingStage: ProcessingStage,
})

/** Asynchronous Request. KMIP 2.1 §7.2. */
export interface AsynchronousRequest extends ValueOf<typeof asynchronousRequest> {}
export const AsynchronousRequest: Field<AsynchronousRequest> = asynchronousRequest

/** Data to work on; from KMIP 2.0 on also the data of an earlier batch item, by name or by position. KMIP 2.1 §7.9. */
export type Data = Uint8Array | number | { readonly enumeration: DataEnumeration }

const dataType: Type<Data> = {
  title: 'Data',
  read: (r, context) => {
    if (r.type === ItemType.Enumeration)
      return { enumeration: readEnumeration(r, DataEnumeration, context) as DataEnumeration }
    return r.type === ItemType.Integer ? r.integer() : r.bytes()
  },
  write: (w, tag, value) => {
    if (value instanceof Uint8Array) w.bytes(tag, value)
    else if (typeof value === 'number') w.integer(tag, value)
    else w.enumeration(tag, value.enumeration, DataEnumeration)
  },
}

export const Data: Field<Data> = new Field(dataType)
