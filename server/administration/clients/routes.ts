import { z } from 'zod'
import { type OperationName, operations } from '../../../codec/index.ts'
import { noBody, type RouteTable } from '../../../socket-interface/route.ts'
import { isClientName } from '../../setup/client-name.ts'
import { type AdministrationRoute, administratorOnly, everyRole, moment } from '../route.ts'

const operationName = z.enum(Object.keys(operations) as [OperationName, ...OperationName[]])

const limitFields = {
  operations: z
    .array(operationName)
    .min(1, 'must name an operation')
    .readonly()
    .optional()
    .describe('the only operations that it may use, besides Query; absent: all'),
  reuseNames: z.literal(false).optional().describe('false: a name stays with its object for ever'),
}

/** The limits of a client. */
export const limits = z.strictObject(limitFields)

const nameWording = 'must be 1 to 64 letters, digits and . _ @ -, with no dot or dash in front'

/** X.509 has dates up to the year 9999; the end of the authority limits them before. */
const longestDays = 36_500
const daysWording = `must be a whole number from 1 to ${longestDays}`

/** Seconds in 825 days. */
const longestOverlap = 825 * 86_400
const overlapWording = `must be a number of seconds from 0 to ${longestOverlap}`

const replacedCertificate = z.object({
  serialNumber: z.string().describe('hexadecimal'),
  validUntil: moment.describe('when it ends: after the overlap, or when it expires'),
})

const listedClient = z.object({
  name: z.string().describe('the common name; for a certificate of another authority the whole subject'),
  state: z.enum(['valid', 'expired', 'revoked']),
  notAfter: moment.exactOptional().describe('when its certificate ends'),
  serialNumber: z.string().exactOptional().describe('hexadecimal'),
  revoked: moment.exactOptional().describe('when it was revoked'),
  replaced: z
    .array(replacedCertificate)
    .readonly()
    .exactOptional()
    .describe('older certificates that a new one replaced, and that are still valid'),
  ...limitFields,
})

/** The routes about clients and their certificates. */
export const clientRoutes = {
  'GET /v1/clients': {
    description: 'Lists the clients with a certificate of the data directory, and those that are revoked.',
    roles: everyRole,
    request: noBody,
    response: z.object({ clients: z.array(listedClient).readonly().describe('in alphabetical order') }),
    errors: ['refused'],
    example: {
      response: {
        clients: [
          { name: 'payments-db', state: 'valid', notAfter: '2029-02-27T09:30:00.000Z', serialNumber: '0A1B2C3D' },
        ],
      },
    },
  },
  'POST /v1/clients': {
    description: 'Issues a certificate to a client for its public key. The private key stays where it was made.',
    roles: administratorOnly,
    request: z.strictObject({
      name: z
        .string()
        .regex(/^[A-Za-z0-9_@][A-Za-z0-9._@-]{0,63}$/, nameWording)
        .refine(isClientName, nameWording)
        .describe('becomes the common name, and so the principal'),
      publicKey: z
        .string()
        .min(1, 'is empty')
        .describe('PEM (SPKI): EC on P-256, P-384 or P-521, Ed25519, or RSA with 2048 to 8192 bits'),
      days: z
        .int(daysWording)
        .min(1, daysWording)
        .max(longestDays, daysWording)
        .default(825)
        .describe('that the certificate is valid; default 825'),
      replace: z
        .strictObject({
          overlap: z
            .number(overlapWording)
            .min(0, overlapWording)
            .max(longestOverlap, overlapWording)
            .describe('seconds that the old certificate stays valid beside the new one; 0: it is revoked at once'),
        })
        .optional()
        .describe('renew the certificate of an existing client; absent: a name that is taken is refused'),
      limits: limits.optional().describe('what the client may do; by default the limits that it has'),
    }),
    response: z.object({
      certificate: z.string().describe('PEM'),
      authority: z.string().describe('the certificate with which the client verifies the server; PEM'),
      notAfter: moment.describe('when the certificate ends'),
      replaced: replacedCertificate.exactOptional().describe('the certificate that it replaced, while that is valid'),
    }),
    errors: ['exists', 'refused', 'unusable'],
    example: {
      request: {
        name: 'payments-db',
        publicKey: '-----BEGIN PUBLIC KEY-----\n…\n-----END PUBLIC KEY-----\n',
        days: 825,
      },
      response: {
        certificate: '-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n',
        authority: '-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n',
        notAfter: '2029-02-27T09:30:00.000Z',
      },
    },
  },
  'PUT /v1/clients/{name}/limits': {
    description: 'Replaces the limits of a client. An empty object removes them. The server applies them at once.',
    roles: administratorOnly,
    request: limits,
    response: z.object({ name: z.string(), ...limitFields }),
    errors: ['notFound', 'refused'],
    example: {
      name: 'payments-db',
      request: { operations: ['Locate', 'Get'] },
      response: { name: 'payments-db', operations: ['Locate', 'Get'] },
    },
  },
  'POST /v1/clients/{name}/revoke': {
    description:
      'Revokes every certificate of a client. The server closes its connections at once. What it owns stays.',
    roles: administratorOnly,
    request: noBody,
    response: z.object({ revoked: z.string().describe('the name of the client') }),
    errors: ['notFound', 'refused'],
    example: { name: 'payments-db', response: { revoked: 'payments-db' } },
  },
  'POST /v1/revoked-certificates': {
    description: 'Revokes one certificate, of whatever authority. The server closes its connections at once.',
    roles: administratorOnly,
    request: z.strictObject({ certificate: z.string().min(1, 'is empty').describe('PEM') }),
    response: z.object({ revoked: z.string().describe('the subject of the certificate') }),
    errors: ['refused', 'unusable'],
    example: {
      request: { certificate: '-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n' },
      response: { revoked: 'CN=payments-db' },
    },
  },
} as const satisfies RouteTable<AdministrationRoute>
