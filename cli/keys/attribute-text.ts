import type { AttributeInstance, AttributeList } from '../../codec/index.ts'
import { attributeOfId, customName, keyOf } from '../../codec/index.ts'
import { toJsonValue } from '../json-value.ts'

type Each = AttributeList[number]

/** The name for people: `Cryptographic Algorithm`, `x-Shelf`. */
export const nameAttribute = (each: Each): string => {
  if (each.attribute !== 'Attribute') return attributeOfId(each.attribute)?.name ?? each.attribute
  const { vendorIdentification, attributeName: own } = each.value
  return customName(each.value) ?? `${vendorIdentification}/${own}`
}

const formatValue = (value: unknown): string => {
  const plain = toJsonValue(value)
  if (Array.isArray(plain) && plain.every((each) => typeof each === 'string')) return plain.join(', ')
  return typeof plain === 'object' ? JSON.stringify(plain) : String(plain)
}

/** The value on one line. */
export const formatAttribute = (each: Each): string => {
  if (each.attribute === 'Name') return each.value.nameValue
  if (each.attribute === 'Attribute') return formatValue(each.value.attributeValue.value)
  return formatValue(each.value)
}

/** Groups attributes by key, for JSON; several instances become a list. */
export const groupByKey = (list: AttributeList): Record<string, unknown> => {
  const byKey: Record<string, unknown> = {}
  const several = new Set<string>()
  for (const each of list as readonly AttributeInstance[]) {
    const key = each.attribute === 'Attribute' ? nameAttribute(each) : keyOf(each.attribute)
    const value = each.attribute === 'Attribute' ? each.value.attributeValue.value : each.value
    if (!Object.hasOwn(byKey, key)) byKey[key] = value
    else if (several.has(key)) byKey[key] = [...(byKey[key] as unknown[]), value]
    else {
      several.add(key)
      byKey[key] = [byKey[key], value]
    }
  }
  return byKey
}
