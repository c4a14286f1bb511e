import { Field } from '../../schema/field.ts'
import { text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import type { Type } from '../../schema/type.ts'
import { ItemType } from '../../wire/item.ts'
import { structure } from '../define.ts'
import { ObjectType } from '../enumeration/objects.ts'
import { Operation } from '../enumeration/operations.ts'
import { UsageLimits } from './attributes.ts'
import { UniqueIdentifier } from './unique-identifier.ts'

/** How long a ticket is good for: seconds, or until when. */
export type LeaseTime = number | Date

const leaseTimeType: Type<LeaseTime> = {
  title: 'Lease Time',
  read: (r) => (r.type === ItemType.DateTime ? r.dateTime() : r.interval()),
  write: (w, tag, value) => {
    if (typeof value === 'number') w.interval(tag, value)
    else w.dateTime(tag, value)
  },
}

/** Lease Time of Login and Delegated Login. KMIP 2.1 §6.1.12, §6.1.30. */
export const LeaseTime: Field<LeaseTime> = new Field(leaseTimeType)

const objectGroups = structure('ObjectGroups', {
  objectGroup: text().optional().many(),
})

/** Object Groups. KMIP 2.1 §7.23. */
export interface ObjectGroups extends ValueOf<typeof objectGroups> {}
export const ObjectGroups: Field<ObjectGroups> = objectGroups

const objectTypes = structure('ObjectTypes', {
  objectType: ObjectType.optional().many(),
})

/** Object Types. KMIP 2.1 §7.24. */
export interface ObjectTypes extends ValueOf<typeof objectTypes> {}
export const ObjectTypes: Field<ObjectTypes> = objectTypes

const objects = structure('Objects', {
  uniqueIdentifier: UniqueIdentifier.optional().many(),
})

/** Objects. KMIP 2.1 §7.21. */
export interface Objects extends ValueOf<typeof objects> {}
export const Objects: Field<Objects> = objects

const operations = structure('Operations', {
  operation: Operation.optional().many(),
})

/** Operations. KMIP 2.1 §7.25. */
export interface Operations extends ValueOf<typeof operations> {}
export const Operations: Field<Operations> = operations

const right = structure('Right', {
  usageLimits: UsageLimits.optional(),
  operations: Operations.optional(),
  objects: Objects.optional(),
  objectGroups: ObjectGroups.optional().since('2.1'),
})

/** Right. KMIP 2.1 §7.34. */
export interface Right extends ValueOf<typeof right> {}
export const Right: Field<Right> = right

const rights = structure('Rights', {
  right: Right.optional().many(),
})

/** Rights. KMIP 2.1 §7.35. */
export interface Rights extends ValueOf<typeof rights> {}
export const Rights: Field<Rights> = rights
