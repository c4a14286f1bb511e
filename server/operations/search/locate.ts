import {
  type AttributeInstance,
  attributeOfId,
  KmipError,
  Locate,
  type LocateRequest,
  type Version,
} from '../../../codec/index.ts'
import { listTypesWith } from '../../attributes/rules.ts'
import type { Handler } from '../../handler/handler.ts'
import type { Scope } from '../../handler/scope.ts'
import type { DateFilter, FindQuery } from '../../store/store.ts'

type Filters = readonly AttributeInstance[]

/** Maximum identifiers in one response. Clients page through more. */
const maximumLocated = 10_000

/** Maximum attributes of one request: SQLite limits the depth of a condition to 1,000. */
const maximumFilters = 256

const isDate = (filter: AttributeInstance): boolean => filter.value instanceof Date

/** One date of an attribute matches that moment, two match the range between them (KMIP 1.4 §4.9, 2.1 §6.1.28). */
const createDateFilters = (filters: Filters): DateFilter[] => {
  const dates = new Map<string, Date[]>()
  for (const { attribute, value } of filters.filter(isDate))
    dates.set(attribute, [...(dates.get(attribute) ?? []), value as Date])
  return [...dates].map(([attribute, given]) => {
    if (given.length > 2)
      throw new KmipError(
        'InvalidField',
        `${attribute} occurs ${given.length} times: give one date, or the two ends of a range.`,
      )
    const sorted = given.toSorted((a, b) => a.getTime() - b.getTime())
    return { attribute, from: sorted[0] as Date, to: sorted.at(-1) as Date }
  })
}

/** Reads the Storage Status Mask that MySQL Enterprise sends as an attribute of a Template-Attribute. */
const readStorageStatus = (filters: Filters): LocateRequest['storageStatusMask'] => {
  for (const each of filters)
    if (each.attribute === 'Attribute' && each.value.attributeName === 'Storage Status Mask')
      return each.value.attributeValue.type === 'Integer' && (each.value.attributeValue.value & 2) !== 0
        ? ['OnLineStorage', 'ArchivalStorage']
        : ['OnLineStorage']
  return undefined
}

/** Refuses negative counts. */
const requireCount = (title: string, count: number | undefined): void => {
  if (count !== undefined && count < 0)
    throw new KmipError('InvalidField', `${title} is ${count}: omit it or give 0 or more.`)
}

/** The object types that have all requested attributes in this version, or `undefined` for all types. */
const findTypes = (filters: Filters, version: Version): readonly string[] | undefined =>
  filters.reduce<readonly string[] | undefined>((types, { attribute }) => {
    const having = attributeOfId(attribute) ? listTypesWith(attribute, version) : undefined
    return types && having ? types.filter((type) => having.some((each) => each === type)) : (types ?? having)
  }, undefined)

const toQuery = (request: LocateRequest, version: Version): Omit<FindQuery, 'owner'> => {
  const all = [...(request.attributes ?? []), ...(request.templateAttribute ?? [])].filter(
    (each): each is AttributeInstance => each.attribute !== 'TemplateAttribute',
  )
  if (all.length > maximumFilters)
    throw new KmipError(
      'InvalidField',
      `Locate takes at most ${maximumFilters} attributes, and this request has ${all.length}.`,
    )
  const filters = all.filter((each) => each.attribute !== 'Attribute' || each.value.vendorIdentification !== '')
  const mask = filters.flatMap((each) => (each.attribute === 'CryptographicUsageMask' ? each.value : []))
  const objectTypes = findTypes(filters, version)
  return {
    ...(objectTypes && { objectTypes }),
    attributes: filters.filter((each) => !isDate(each) && each.attribute !== 'CryptographicUsageMask'),
    dates: createDateFilters(filters),
    ...(mask.length && { cryptographicUsageMask: mask }),
    storageStatusMask: request.storageStatusMask ?? readStorageStatus(all) ?? ['OnLineStorage'],
    ...(request.objectGroupMember === 'GroupMemberFresh' && { objectGroupMember: 'GroupMemberFresh' }),
    ...(request.maximumItems !== undefined && { maximumItems: request.maximumItems }),
    ...(request.offsetItems !== undefined && { offsetItems: request.offsetItems }),
  }
}

/** Group Member Default: each Locate returns the next member of the group (KMIP 1.4 §3.38). */
const findDefaultMember = async (query: Omit<FindQuery, 'owner'>, scope: Scope): Promise<string[]> => {
  const { total } = await scope.find({ ...query, maximumItems: 1 })
  if (total === 0) return []
  const group = query.attributes?.find((each) => each.attribute === 'ObjectGroup')?.value
  const offsetItems = scope.nextInRotation(`default member of ${String(group)}`) % total
  return [...(await scope.find({ ...query, maximumItems: 1, offsetItems })).uniqueIdentifiers]
}

/** KMIP 1.4 §4.9, 2.1 §6.1.28. Without a match the payload is empty and the operation succeeds. */
export const locate: Handler<typeof Locate> = {
  operation: Locate,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'none',
  async run(request, scope) {
    requireCount('Maximum Items', request.maximumItems)
    requireCount('Offset Items', request.offsetItems)
    const query = toQuery(request, scope.version)
    if (query.attributes?.some(({ attribute }) => attribute === 'State')) await scope.settle()
    if (request.objectGroupMember === 'GroupMemberDefault') {
      const members = await findDefaultMember(query, scope)
      return { payload: members.length ? { uniqueIdentifier: members } : {} }
    }
    const { uniqueIdentifiers, total } = await scope.find({
      ...query,
      maximumItems: request.maximumItems ?? maximumLocated + 1,
    })
    if (request.maximumItems === undefined && total > maximumLocated)
      throw new KmipError(
        'ResponseTooLarge',
        `${total} objects match: page through them with Maximum Items and Offset Items.`,
      )
    const pages = request.maximumItems !== undefined || request.offsetItems !== undefined
    return {
      payload: {
        ...(pages && { locatedItems: total }),
        ...(uniqueIdentifiers.length && { uniqueIdentifier: uniqueIdentifiers }),
      },
    }
  },
}
