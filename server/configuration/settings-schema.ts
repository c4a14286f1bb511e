import { z } from 'zod'
import { spokenVersions } from '../../codec/kmip/version.ts'
import { type Role, roles } from '../administration/role.ts'
import { identityKeys, identityShape } from '../identity/identity-declaration.ts'
import { isSubjectAlternativeName } from '../pki/subject-alternative-name.ts'
import { policyKeys, policyTable } from '../policy/policy-declaration.ts'

const declareInteger = (from: number, to: number, unit = '') => {
  const words = `must be a whole number${unit} from ${from} to ${to}`
  return z.int(words).min(from, words).max(to, words).optional()
}
const declarePath = (words = 'must be the path of a file') => z.string(words).min(1, words)
const declareChoice = <const T extends readonly string[]>(values: T) =>
  z.enum(values, `must be one of ${values.map((value) => `"${value}"`).join(', ')}`).optional()
const flag = z.boolean('must be true or false').optional()
const declareName = (words: string, wildcards: boolean) =>
  z.string(words).refine((text) => isSubjectAlternativeName(text) && (wildcards || !text.startsWith('*')), words)

const certificate = z.strictObject({ cert: declarePath(), key: declarePath() }, 'must be a table with "cert" and "key"')
const certificates = z.array(certificate, 'must be a list of tables').min(1, 'must name a certificate, or be left out')
const endpoint = z.strictObject(
  {
    client: z.string('must be the name of a client').min(1, 'must be the name of a client'),
    host: declareName('must be a host name or an IP address', false),
    port: z.int('must be a whole number from 1 to 65535').min(1, 'must be a whole number from 1 to 65535').max(65_535),
    ca: declarePath(),
    cert: declarePath(),
    key: declarePath(),
    version: declareChoice(spokenVersions),
    put: flag,
  },
  'must be a table',
)
const socket = z.strictObject(
  {
    group: z.string('must be the name or number of a group').min(1, 'must be the name or number of a group').optional(),
    mode: z
      .string('must be three octal digits, such as "0660"')
      .regex(/^0?[0-7]{3}$/, 'must be three octal digits, such as "0660"')
      .optional(),
  },
  'must be a table',
)
export const tables = {
  administration: z.strictObject(
    {
      enabled: flag,
      directory: declarePath('must be the path of a directory').optional(),
      ...(Object.fromEntries(roles.map((role) => [role, socket.optional()])) as Record<
        Role,
        z.ZodOptional<typeof socket>
      >),
    },
    'must be a table',
  ),
  https: z.strictObject({ port: declareInteger(0, 65_535) }, 'must be a table'),
  compatibility: z.strictObject({ ivInFront: flag, ivInAnswer: flag }, 'must be a table'),
  tls: z.strictObject(
    {
      certificates: certificates.optional(),
      clientCa: declarePath().optional(),
      minimumVersion: declareChoice(['TLSv1.2', 'TLSv1.3']),
    },
    'must be a table',
  ),
  limits: z.strictObject(
    {
      messageSize: declareInteger(4096, 64 * 1024 * 1024, ' of bytes'),
      connections: declareInteger(1, 1_000_000),
      requestTimeout: declareInteger(1, 3600, ' of seconds'),
      idleTimeout: declareInteger(30, 86_400, ' of seconds'),
      timeStampTolerance: declareInteger(1, 86_400, ' of seconds'),
    },
    'must be a table',
  ),
  asynchronous: z.strictObject(
    {
      perPrincipal: declareInteger(1, 100_000),
      bytesPerPrincipal: declareInteger(4096, 2 ** 40, ' of bytes'),
      bytes: declareInteger(4096, 2 ** 40, ' of bytes'),
      keepResult: declareInteger(60, 30 * 86_400, ' of seconds'),
      keepObtained: declareInteger(1, 86_400, ' of seconds'),
    },
    'must be a table',
  ),
  identity: z.strictObject(
    {
      credentials: declareChoice(['optional', 'required', 'ignored']),
      users: declareChoice(['perClient', 'shared']),
      administrators: z
        .array(z.string('must be the id of a principal: "CN=admin"').min(1), 'must be a list of principals')
        .optional(),
      reProvision: z.boolean('must be true or false').optional(),
      ...identityShape,
    },
    'must be a table',
  ),
  policy: policyTable,
  audit: z.strictObject({ durable: flag, onFailure: declareChoice(['refuse', 'serve']) }, 'must be a table'),
  log: z.strictObject({ level: declareChoice(['error', 'warn', 'info', 'debug']) }, 'must be a table'),
}
/** The settings of a configuration, with their error messages. */
export const settingsSchema = z.strictObject({
  host: declareName('must be a host name or an IP address', false).optional(),
  port: declareInteger(0, 65_535),
  dataDirectory: declarePath('must be the path of a directory').optional(),
  serverNames: z
    .array(declareName('must be a DNS name (in ASCII) or an IP address', true), 'must be a list of names')
    .optional(),
  administration: tables.administration.optional(),
  https: tables.https.optional(),
  compatibility: tables.compatibility.optional(),
  tls: tables.tls.optional(),
  certify: certificate.optional(),
  limits: tables.limits.optional(),
  asynchronous: tables.asynchronous.optional(),
  identity: tables.identity.optional(),
  policy: tables.policy.optional(),
  endpoints: z.array(endpoint, 'must be a list of tables').optional(),
  audit: tables.audit.optional(),
  log: tables.log.optional(),
})

/** All keys with their tables, for suggestions. */
export const knownKeys = [
  ...Object.keys(settingsSchema.shape),
  ...Object.entries(tables).flatMap(([table, { shape }]) => Object.keys(shape).map((key) => `${table}.${key}`)),
  ...Object.keys(certificate.shape).flatMap((key) => [`tls.certificates.${key}`, `certify.${key}`]),
  ...roles.flatMap((role) => Object.keys(socket.shape).map((key) => `administration.${role}.${key}`)),
  ...policyKeys,
  ...identityKeys,
  ...Object.keys(endpoint.shape).map((key) => `endpoints.${key}`),
]
