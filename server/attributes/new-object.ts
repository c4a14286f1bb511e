import {
  type AttributeId,
  type AttributeInstance,
  type AttributeList,
  KmipError,
  type ManagedObject,
  objectTypeOf,
  valueIn,
} from '../../codec/index.ts'
import type { Scope } from '../handler/scope.ts'
import { requireDateOrder } from '../lifecycle/date-order.ts'
import { settled } from '../lifecycle/settle.ts'
import type { StoredObject } from '../store/store.ts'
import { accepted } from './change.ts'
import { materialAttributes } from './material.ts'
import { merged } from './merged.ts'
import { protectionStorage, requireTrueStorage } from './protection-storage.ts'
import { isSame, isServersOwn, requireApplicable, requireKnown, rulesOf } from './rules.ts'
import { newUniqueIdentifier } from './unique-identifier.ts'

/** How an object came to be: made here, or given by the client. */
export type Origin = 'created' | 'registered'

/** Set by the server, yet a client may say them for a new object: what to make, or what it is. */
export const describing: ReadonlySet<AttributeId> = new Set<AttributeId>([
  'CertificateLength',
  'CertificateType',
  'CryptographicAlgorithm',
  'CryptographicLength',
  'DigitalSignatureAlgorithm',
  'Fresh',
  'KeyFormatType',
  'OpaqueDataType',
  'OriginalCreationDate',
  'ProtectionStorageMask',
  'RandomNumberGenerator',
])

/** Seconds that a client may cache an object (KMIP 1.4 §3.20, 2.1 §4.32). */
const leaseTime = 3600

/** Refuses what a client may not give to a new object. */
export const givenAttributes = (list: AttributeList, version: Scope['version']): AttributeInstance[] => {
  const taken: AttributeInstance[] = []
  for (const each of list) {
    if (each.attribute === 'TemplateAttribute')
      throw new KmipError('ItemNotFound', `There is no template named ${each.value.nameValue}.`)
    requireKnown(each.attribute, version)
    const rules = rulesOf(each.attribute, version)
    if ((!rules.initiallySetBy?.includes('client') && !describing.has(each.attribute)) || isServersOwn(each))
      throw new KmipError('ReadOnlyAttribute', `${each.attribute} is set by the server only.`)
    if (!rules.multiInstance && taken.some((other) => isSame(other, each)))
      throw new KmipError('AttributeSingleValued', `${each.attribute} is given more than once.`)
    if (each.attribute === 'ProtectionStorageMask') requireTrueStorage(each.value)
    taken.push(accepted(each))
  }
  return taken
}

/**
 * kmip-go's examples ask for keys that are active by State, which the server alone sets (KMIP 1.4 §3.22): the same as an
 * Activation Date that is now.
 */
const activatedByState = (list: AttributeList, now: Date): AttributeList =>
  list.some((each) => each.attribute === 'State' && each.value === 'Active')
    ? [
        ...list.filter((each) => each.attribute !== 'State'),
        ...(list.some((each) => each.attribute === 'ActivationDate')
          ? []
          : [{ attribute: 'ActivationDate', index: 0, value: now } as const]),
      ]
    : list

/** Instances of the same attribute numbered in order. */
export const indexed = (list: readonly AttributeInstance[]): AttributeInstance[] =>
  list.map((each, at) => ({ ...each, index: list.slice(0, at).filter((other) => isSame(other, each)).length }))

/** Attributes that an object itself tells: what is said of it besides must be the same. */
const told = [
  'CryptographicAlgorithm',
  'CryptographicLength',
  'CertificateType',
  'CertificateLength',
  'DigitalSignatureAlgorithm',
] as const

/** EC, ECDSA, ECDH, ECMQV: names of one kind of key, by what it is for. */
const ofCurves = (algorithm: unknown): boolean => String(algorithm).startsWith('EC')

/** Given values win over derived ones; both must not contradict each other in what the key is. */
export const withDerived = (
  given: readonly AttributeInstance[],
  derived: readonly AttributeInstance[],
): AttributeInstance[] => {
  for (const attribute of told) {
    const [said, is] = [valueIn(given, attribute), valueIn(derived, attribute)]
    if (said !== undefined && is !== undefined && said !== is && !(ofCurves(said) && ofCurves(is)))
      throw new KmipError('InvalidField', `${attribute} is ${said} in the attributes, but ${is} in the object.`)
  }
  return [...derived.filter((each) => !given.some((other) => isSame(each, other))), ...given]
}

const serverAttributes = (
  objectType: string,
  origin: Origin,
  given: readonly AttributeInstance[],
  now: Date,
): AttributeInstance[] => {
  const set = <A extends AttributeInstance>(attribute: A['attribute'], value: A['value']) =>
    ({ attribute, index: 0, value }) as AttributeInstance
  const unlessGiven = (attribute: AttributeId, value: unknown) =>
    given.some((each) => each.attribute === attribute) ? [] : [{ attribute, index: 0, value } as AttributeInstance]
  const isTemplate = objectType === 'Template'
  const sensitive = valueIn(given, 'Sensitive') ?? false
  const extractable = valueIn(given, 'Extractable') ?? true
  return [
    set('InitialDate', now),
    set('LastChangeDate', now),
    ...unlessGiven('LeaseTime', leaseTime),
    ...(isTemplate
      ? []
      : [
          set('State', 'PreActive'),
          ...unlessGiven('Fresh', true),
          ...unlessGiven('Sensitive', sensitive),
          set('AlwaysSensitive', sensitive),
          ...unlessGiven('Extractable', extractable),
          set('NeverExtractable', !extractable),
          ...unlessGiven('ProtectionStorageMask', protectionStorage),
        ]),
    ...(origin === 'created'
      ? [
          ...unlessGiven('OriginalCreationDate', now),
          ...(objectType === 'Certificate'
            ? []
            : unlessGiven('RandomNumberGenerator', {
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
 * A new object of the principal, with all attributes that it has from the start: those the client gives, and those that it
 * inherits from the object it replaces unless the client gives others, whatever the client's version knows of them.
 */
export const newObject = (
  object: ManagedObject,
  list: AttributeList,
  origin: Origin,
  scope: Pick<Scope, 'version' | 'principal' | 'now' | 'random'>,
  inherited: readonly AttributeInstance[] = [],
): StoredObject => {
  const objectType = objectTypeOf(object)
  const own = givenAttributes(activatedByState(list, scope.now), scope.version)
  for (const { attribute } of own) requireApplicable(attribute, objectType, scope.version)
  const given = indexed(merged(scope.version, inherited, own))
  requireDateOrder(given, own)
  const uniqueIdentifier = newUniqueIdentifier(scope.random, scope.now)
  const attributes: AttributeInstance[] = [
    { attribute: 'UniqueIdentifier', index: 0, value: uniqueIdentifier },
    { attribute: 'ObjectType', index: 0, value: objectType },
    { attribute: 'ShortUniqueIdentifier', index: 0, value: scope.random(8) },
    ...withDerived(given, materialAttributes(object)),
    ...serverAttributes(objectType, origin, given, scope.now),
  ]
  return settled(
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
