import type { Field } from '../../schema/field.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { attributes } from '../attribute/list.ts'
import { structure } from '../define.ts'
import { ObjectType } from '../enumeration/objects.ts'
import { ObjectGroups, ObjectTypes } from './rights.ts'

const constraint = structure('Constraint', {
  objectTypes: ObjectTypes.optional(),
  objectGroups: ObjectGroups.optional(),
  attributes: attributes().optional(),
})

/** Constraint. KMIP 2.1 §7.6. */
export interface Constraint extends ValueOf<typeof constraint> {}
export const Constraint: Field<Constraint> = constraint

const constraints = structure('Constraints', {
  constraint: Constraint.optional().many(),
})

/** Constraints. KMIP 2.1 §7.7. */
export interface Constraints extends ValueOf<typeof constraints> {}
export const Constraints: Field<Constraints> = constraints

const objectDefaults = structure('ObjectDefaults', {
  objectType: ObjectType.optional(),
  /** This or ObjectType. */
  objectTypes: ObjectTypes.optional().since('2.1'),
  attributes: attributes().optional(),
  objectGroups: ObjectGroups.optional().since('2.1'),
})

/** Object Defaults. KMIP 2.1 §7.22. */
export interface ObjectDefaults extends ValueOf<typeof objectDefaults> {}
export const ObjectDefaults: Field<ObjectDefaults> = objectDefaults

const defaultsInformation = structure('DefaultsInformation', {
  objectDefaults: ObjectDefaults.optional().many(),
})

/** Defaults Information. KMIP 2.1 §7.11. */
export interface DefaultsInformation extends ValueOf<typeof defaultsInformation> {}
export const DefaultsInformation: Field<DefaultsInformation> = defaultsInformation
