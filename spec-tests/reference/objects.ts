import { managedObject } from '../../codec/kmip/object/managed-object.ts'
import type { Type } from '../../codec/schema/type.ts'

/** The managed objects, by tag id. */
export const objects = (): ReadonlyMap<string, Type<unknown>> => {
  const { variants } = managedObject().facts
  return new Map([...(variants?.values() ?? [])].map(({ type }) => [type.title, type]))
}
