import { CodecError } from '../wire/error.ts'
import type { EnumerationNames, Reader } from '../wire/reader.ts'
import type { Context } from './type.ts'
import { isUnassigned } from './unnamed.ts'

/** Reads the name of an enumeration, or `0x…`. @throws {CodecError} for an unassigned number, where the context refuses it */
export const readEnumeration = (r: Reader, names: EnumerationNames, context: Context): string => {
  const name = r.enumeration(names)
  if (context.refusesUnassigned && isUnassigned(name) && !names.isOpen)
    throw new CodecError('enumeration', `${names.title} has no value ${name}`)
  return name
}
