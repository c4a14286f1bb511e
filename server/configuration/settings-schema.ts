import { z } from 'zod'
import { spokenVersions } from '../../codec/kmip/version.ts'
import { isSubjectAlternativeName } from '../pki/subject-alternative-name.ts'
import { policyKeys, policyTable } from '../policy/policy-declaration.ts'

const whole = (from: number, to: number, unit = '') => {
  const words = `must be a whole number${unit} from ${from} to ${to}`
  return z.int(words).min(from, words).max(to, words).optional()
}
const path = (words = 'must be the path of a file') => z.string(words).min(1, words)
const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, `must be one of ${values.map((value) => `"${value}"`).join(', ')}`).optional()
const flag = z.boolean('must be true or false').optional()
const named = (words: string, wildcards: boolean) =>
  z.string(words).refine((text) => isSubjectAlternativeName(text) && (wildcards || !text.startsWith('*')), words)

const certificate = z.strictObject({ cert: path(), key: path() }, 'must be a table with "cert" and "key"')
const certificates = z.array(certificate, 'must be a list of tables').min(1, 'must name a certificate, or be left out')
const endpoint = z.strictObject(
  {
    client: z.string('must be the name of a client').min(1, 'must be the name of a client'),
    host: named('must be a host name or an IP address', false),
    port: z.int('must be a whole number from 1 to 65535').min(1, 'must be a whole number from 1 to 65535').max(65_535),
    ca: path(),
    cert: path(),
    key: path(),
    version: oneOf(spokenVersions),
    put: flag,
  },
  'must be a table',
)
export const tables = {
  https: z.strictObject({ port: whole(0, 65_535) }, 'must be a table'),
  compatibility: z.strictObject({ ivInFront: flag, ivInAnswer: flag }, 'must be a table'),
  tls: z.strictObject(
    {
      certificates: certificates.optional(),
      clientCa: path().optional(),
      minimumVersion: oneOf(['TLSv1.2', 'TLSv1.3']),
    },
    'must be a table',
  ),
  limits: z.strictObject(
    {
      messageSize: whole(4096, 64 * 1024 * 1024, ' of bytes'),
      connections: whole(1, 1_000_000),
      requestTimeout: whole(1, 3600, ' of seconds'),
      idleTimeout: whole(30, 86_400, ' of seconds'),
      timeStampTolerance: whole(1, 86_400, ' of seconds'),
    },
    'must be a table',
  ),
  asynchronous: z.strictObject(
    {
      perPrincipal: whole(1, 100_000),
      bytesPerPrincipal: whole(4096, 2 ** 40, ' of bytes'),
      bytes: whole(4096, 2 ** 40, ' of bytes'),
      keepResult: whole(60, 30 * 86_400, ' of seconds'),
      keepObtained: whole(1, 86_400, ' of seconds'),
    },
    'must be a table',
  ),
  identity: z.strictObject(
    {
      credentials: oneOf(['optional', 'required', 'ignored']),
      users: oneOf(['perClient', 'shared']),
      administrators: z
        .array(z.string('must be the id of a principal: "CN=admin"').min(1), 'must be a list of principals')
        .optional(),
      reProvision: z.boolean('must be true or false').optional(),
    },
    'must be a table',
  ),
  policy: policyTable,
  log: z.strictObject({ level: oneOf(['error', 'warn', 'info', 'debug']) }, 'must be a table'),
}
/** What a configuration may say, and in which words it is told what is wrong. */
export const settingsSchema = z.strictObject({
  host: named('must be a host name or an IP address', false).optional(),
  port: whole(0, 65_535),
  dataDirectory: path('must be the path of a directory').optional(),
  serverNames: z
    .array(named('must be a DNS name (in ASCII) or an IP address', true), 'must be a list of names')
    .optional(),
  https: tables.https.optional(),
  compatibility: tables.compatibility.optional(),
  tls: tables.tls.optional(),
  certify: certificate.optional(),
  limits: tables.limits.optional(),
  asynchronous: tables.asynchronous.optional(),
  identity: tables.identity.optional(),
  policy: tables.policy.optional(),
  endpoints: z.array(endpoint, 'must be a list of tables').optional(),
  log: tables.log.optional(),
})

/** Every key there is, with its table: for suggestions. */
export const knownKeys = [
  ...Object.keys(settingsSchema.shape),
  ...Object.entries(tables).flatMap(([table, { shape }]) => Object.keys(shape).map((key) => `${table}.${key}`)),
  ...Object.keys(certificate.shape).flatMap((key) => [`tls.certificates.${key}`, `certify.${key}`]),
  ...policyKeys,
  ...Object.keys(endpoint.shape).map((key) => `endpoints.${key}`),
]
