import type { AnyField } from '../codec/schema/field.ts'
import { Mask } from '../codec/schema/mask.ts'
import { normalizeName } from '../configuration/similar-name.ts'
import { CliError } from './cli-error.ts'
import { findEnumerationOfField } from './enumerations.ts'
import { suggestName } from './suggest-name.ts'

const fail = (what: string, expected: string, hint?: string): never => {
  throw new CliError('usage', `${what}: ${expected}`, hint)
}

/** Resolves a name of an enumeration or mask in any spelling; `0x…` stays. */
export const resolveName = (what: string, given: string, known: Iterable<string>): string => {
  if (/^0x[0-9a-f]{1,8}$/i.test(given)) return `0x${given.slice(2).toLowerCase().padStart(8, '0')}`
  const names = [...known]
  return (
    names.find((each) => each === given) ??
    names.find((each) => normalizeName(each) === normalizeName(given)) ??
    fail(what, `there is no ${given}`, suggestName(given, names))
  )
}

const parseWholeNumber = (what: string, text: string): number => {
  if (!/^-?\d{1,15}$/.test(text)) fail(what, `${text} is not a whole number`)
  return Number(text)
}

/** Parses `now`, or an ISO 8601 date with or without a time. */
const parseDate = (what: string, text: string): Date => {
  const value = text === 'now' ? new Date() : new Date(text)
  if (Number.isNaN(value.getTime()) || (text !== 'now' && !/^\d{4}-\d\d-\d\d/.test(text)))
    fail(what, `${text} is not a date`, 'Write it as 2030-12-31, 2030-12-31T23:00:00Z or now.')
  return value
}

export const parseHexBytes = (what: string, text: string): Uint8Array => {
  if (!/^([0-9a-f]{2})*$/i.test(text)) fail(what, 'bytes are written in hexadecimal digits, two each')
  return Uint8Array.from(Buffer.from(text, 'hex'))
}

const booleans: Readonly<Record<string, boolean>> = { true: true, yes: true, false: false, no: false }

type Parse = (what: string, text: string) => unknown

/** By the title of the type. */
const parsers: Readonly<Record<string, Parse>> = {
  'Text String': (_, text) => text,
  'Unique Identifier': (_, text) => text,
  Integer: parseWholeNumber,
  Interval: parseWholeNumber,
  'Long Integer': (what, text) => BigInt(parseWholeNumber(what, text)),
  'Date Time': parseDate,
  'Byte String': parseHexBytes,
  Boolean: (what, text) => booleans[text] ?? fail(what, `${text} is neither true nor false`),
}

/** Whether one word can give a value of the field. */
export const isSimple = (field: AnyField): boolean =>
  findEnumerationOfField(field) !== undefined || field instanceof Mask || parsers[field.type.title] !== undefined

const parseJson: Parse = (what, text) => {
  try {
    return JSON.parse(text)
  } catch {
    return fail(what, 'give the value as JSON')
  }
}

/** Parses a value from the command line. @throws CliError */
export const parseFieldValue = (what: string, field: AnyField, text: string): unknown => {
  const enumeration = findEnumerationOfField(field)
  if (enumeration) return resolveName(what, text, enumeration.entries.keys())
  if (field instanceof Mask)
    return text.split(/[,|]/).map((each) => resolveName(what, each.trim(), field.entries.keys()))
  return (parsers[field.type.title] ?? parseJson)(what, text)
}
