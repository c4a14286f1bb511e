import { z } from 'zod'
import type { Route } from '../../socket-interface/route.ts'
import type { AdministrationErrorCode } from './administration-error.ts'
import { type Role, roles } from './role.ts'

/** What one request of the administrative interface takes and gives, and which roles may send it. */
export interface AdministrationRoute extends Route<AdministrationErrorCode> {
  readonly roles: readonly Role[]
}

/** Every route may answer with these. */
export const commonErrors = [
  'badRequest',
  'notPermitted',
  'tooLarge',
  'internal',
] as const satisfies readonly AdministrationErrorCode[]

export const everyRole = roles
export const administratorOnly = ['administrator'] as const satisfies readonly Role[]
export const administratorAndOperator = ['administrator', 'operator'] as const satisfies readonly Role[]

/** A moment: ISO 8601 in JSON, a `Date` in memory. */
export const moment = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
})

export const nameOnly = z.object({ name: z.string() })
