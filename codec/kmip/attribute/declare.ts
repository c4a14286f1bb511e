import type { AnyField } from '../../schema/field.ts'
import type { Version } from '../../schema/version.ts'
import type { ObjectType } from '../enumeration/objects.ts'

/** When a change is allowed, where the answer is not simply yes or no. */
export type Condition =
  | 'whilePreActive'
  /** PreActive or Active, and the date lies ahead. */
  | 'whileAhead'
  /** PreActive or Active. */
  | 'whileUsable'
  | 'whenUnset'
  /** By the side that created the instance. */
  | 'byItsCreator'
  /** Before the first Get Usage Allocation. */
  | 'beforeFirstUse'

/** The rules table of one attribute (KMIP 1.4 §3, 2.1 §4). An omitted rule means no, nobody, or every object type. */
export interface AttributeRules {
  readonly alwaysHasValue?: boolean
  readonly initiallySetBy?: readonly ('client' | 'server')[]
  readonly modifiableByServer?: boolean | Condition
  readonly modifiableByClient?: boolean | Condition
  readonly deletableByClient?: boolean | Condition
  readonly multiInstance?: boolean
  readonly appliesTo?: readonly ObjectType[]
}

export interface AttributeFacts {
  readonly since: Version
  readonly until?: Version | undefined
  /**
   * When another object takes the place of this one: whether it inherits the value, the value moves to it, or each has its own
   * (KMIP 1.4 §4.4 table 172, §4.8 table 187, 2.1 §6.1.44).
   */
  readonly onReplacement: 'inherited' | 'moved' | 'own'
  /**
   * What a client may say with it of a new object, although the rules table lets the server alone set it. `object`: what to
   * make, or what it is. `material`: the same, and the object itself shows it: both must agree. `subject`: whom Certify is to
   * certify.
   */
  readonly describes: 'nothing' | 'object' | 'material' | 'subject'
  /** Rules of 1.x where they differ from those of 2.x. */
  readonly v1?: AttributeRules | undefined
  readonly v2: AttributeRules
}

export interface AttributeDeclaration<F extends AnyField = AnyField> extends AttributeFacts {
  /** The name that 1.x puts into Attribute Name. */
  readonly name: string
  readonly field: F
}

export const attribute = <F extends AnyField>(
  name: string,
  field: F,
  facts: AttributeFacts,
): AttributeDeclaration<F> => ({
  name,
  field,
  ...facts,
})
