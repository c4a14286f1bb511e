import {
  type AttributeId,
  type AttributeInstance,
  type AttributeList,
  attributes,
  KmipError,
  type ManagedObject,
  objectTypeOf,
  valueIn,
} from '../../codec/index.ts'
import type { Scope } from '../handler/scope.ts'
import { requireDateOrder } from '../lifecycle/require-date-order.ts'
import { settleState } from '../lifecycle/settle-state.ts'
import type { StoredObject } from '../store/store.ts'
import { normalizeInstance } from './change-instances.ts'
import { createUniqueIdentifier } from './create-unique-identifier.ts'
import { deriveMaterialAttributes } from './material.ts'
import { mergeAttributes } from './merge-attributes.ts'
import { protectionStorage, requireAvailableStorage } from './protection-storage.ts'
import { getRules, isSameAttribute, isServerAttribute, requireApplicable, requireKnown } from './rules.ts'

/** Whether the server generated the object or the client registered it. */
export type Origin = 'created' | 'registered'

/** Whether a client may say it of a new object although the server sets it: what to make, or what it is. */
export const describesObject = (attribute: AttributeId): boolean => {
  const { describes } = attributes[attribute]
  return describes === 'object' || describes === 'material'
}

/** Default lease in seconds (KMIP 1.4 §3.20, 2.1 §4.32). */
const leaseTime = 3600

/** Refuses attributes that a client may not set on a new object. */
export const acceptAttributes = (list: AttributeList, version: Scope['version']): AttributeInstance[] => {
  const taken: AttributeInstance[] = []
  for (const each of list) {
    if (each.attribute === 'TemplateAttribute')
      throw new KmipError('ItemNotFound', `The template ${each.value.nameValue} does not exist.`)
    requireKnown(each.attribute, version)
    const rules = getRules(each.attribute, version)
    if ((!rules.initiallySetBy?.includes('client') && !describesObject(each.attribute)) || isServerAttribute(each))
      throw new KmipError('ReadOnlyAttribute', `Only the server sets ${each.attribute}.`)
    if (!rules.multiInstance && taken.some((other) => isSameAttribute(other, each)))
      throw new KmipError('AttributeSingleValued', `${each.attribute} occurs more than once.`)
    if (each.attribute === 'ProtectionStorageMask') requireAvailableStorage(each.value)
    taken.push(normalizeInstance(each))
  }
  return taken
}

/**
 * Replaces State Active, which only the server may set (KMIP 1.4 §3.22), by an Activation Date of now. kmip-go's
 * examples send it.
 */
const replaceActiveState = (list: AttributeList, now: Date): AttributeList =>
  list.some((each) => each.attribute === 'State' && each.value === 'Active')
    ? [
        ...list.filter((each) => each.attribute !== 'State'),
        ...(list.some((each) => each.attribute === 'ActivationDate')
          ? []
          : [{ attribute: 'ActivationDate', index: 0, value: now } as const]),
      ]
    : list

/** Numbers the instances of each attribute in order. */
export const numberInstances = (list: readonly AttributeInstance[]): AttributeInstance[] =>
  list.map((each, at) => ({ ...each, index: list.slice(0, at).filter((other) => isSameAttribute(other, each)).length }))

/** Attributes that an object itself shows: those of the request must match. */
const materialFacts = (Object.keys(attributes) as AttributeId[]).filter((id) => attributes[id].describes === 'material')

/** EC, ECDSA, ECDH and ECMQV name one kind of key by its use. */
const isCurveFamily = (algorithm: unknown): boolean => String(algorithm).startsWith('EC')

/** Adds derived attributes. The request's values take precedence but must not contradict the material. */
export const addDerived = (
  given: readonly AttributeInstance[],
  derived: readonly AttributeInstance[],
): AttributeInstance[] => {
  for (const attribute of materialFacts) {
    const [declared, actual] = [valueIn(given, attribute), valueIn(derived, attribute)]
    if (
      declared !== undefined &&
      actual !== undefined &&
      declared !== actual &&
      !(isCurveFamily(declared) && isCurveFamily(actual))
    )
      throw new KmipError('InvalidField', `${attribute} is ${declared} in the attributes, but ${actual} in the object.`)
  }
  return [...derived.filter((each) => !given.some((other) => isSameAttribute(each, other))), ...given]
}

const createServerAttributes = (
  objectType: string,
  origin: Origin,
  given: readonly AttributeInstance[],
  now: Date,
): AttributeInstance[] => {
  const toInstance = <A extends AttributeInstance>(attribute: A['attribute'], value: A['value']) =>
    ({ attribute, index: 0, value }) as AttributeInstance
  const defaultTo = (attribute: AttributeId, value: unknown) =>
    given.some((each) => each.attribute === attribute) ? [] : [{ attribute, index: 0, value } as AttributeInstance]
  const isTemplate = objectType === 'Template'
  const sensitive = valueIn(given, 'Sensitive') ?? false
  const extractable = valueIn(given, 'Extractable') ?? true
  return [
    toInstance('InitialDate', now),
    toInstance('LastChangeDate', now),
    ...defaultTo('LeaseTime', leaseTime),
    ...(isTemplate
      ? []
      : [
          toInstance('State', 'PreActive'),
          ...defaultTo('Fresh', true),
          ...defaultTo('Sensitive', sensitive),
          toInstance('AlwaysSensitive', sensitive),
          ...defaultTo('Extractable', extractable),
          toInstance('NeverExtractable', !extractable),
          ...defaultTo('ProtectionStorageMask', protectionStorage),
        ]),
    ...(origin === 'created'
      ? [
          ...defaultTo('OriginalCreationDate', now),
          ...(objectType === 'Certificate'
            ? []
            : defaultTo('RandomNumberGenerator', {
                rngAlgorithm: 'DRBG',
                cryptographicAlgorithm: 'AES',
                cryptographicLength: 256,
                drbgAlgorithm: 'CTR',
              })),
        ]
      : []),
  ]
}

/**
 * Creates an object of the principal with its initial attributes. `inherited` attributes come from the replaced object,
 * even those that the client's version lacks. The client's attributes take precedence.
 */
export const createObject = (
  object: ManagedObject,
  list: AttributeList,
  origin: Origin,
  scope: Pick<Scope, 'version' | 'principal' | 'now' | 'random'>,
  inherited: readonly AttributeInstance[] = [],
): StoredObject => {
  const objectType = objectTypeOf(object)
  const accepted = acceptAttributes(replaceActiveState(list, scope.now), scope.version)
  for (const { attribute } of accepted) requireApplicable(attribute, objectType, scope.version)
  const given = numberInstances(mergeAttributes(scope.version, inherited, accepted))
  requireDateOrder(given, accepted)
  const uniqueIdentifier = createUniqueIdentifier(scope.random, scope.now)
  const attributes: AttributeInstance[] = [
    { attribute: 'UniqueIdentifier', index: 0, value: uniqueIdentifier },
    { attribute: 'ObjectType', index: 0, value: objectType },
    { attribute: 'ShortUniqueIdentifier', index: 0, value: scope.random(8) },
    ...addDerived(given, deriveMaterialAttributes(object)),
    ...createServerAttributes(objectType, origin, given, scope.now),
  ]
  return settleState(
    {
      uniqueIdentifier,
      objectType,
      owner: scope.principal.id,
      revision: 0,
      attributes: attributes as StoredObject['attributes'],
      object,
    },
    scope.now,
  )
}
