import { isDeepStrictEqual } from 'node:util'
import type { AttributeInstance, Version } from '../../codec/index.ts'
import { getRules, isSameAttribute } from './rules.ts'

const isKept = (each: AttributeInstance, winning: readonly AttributeInstance[], version: Version): boolean => {
  const same = winning.filter((other) => isSameAttribute(each, other))
  return getRules(each.attribute, version).multiInstance
    ? !same.some((other) => isDeepStrictEqual(other.value, each.value))
    : same.length === 0
}

/**
 * Merges lists, with later lists taking precedence. They replace single-instance attributes and add to multi-instance
 * ones, each value once. KMIP 1.4 §4.2 (order of precedence), 2.1 §6.1.9.
 */
export const mergeAttributes = (
  version: Version,
  ...lists: readonly (readonly AttributeInstance[])[]
): AttributeInstance[] =>
  lists.reduce<AttributeInstance[]>(
    (base, winning) => [...base.filter((each) => isKept(each, winning, version)), ...winning],
    [],
  )
