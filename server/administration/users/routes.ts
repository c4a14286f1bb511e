import { z } from 'zod'
import { noBody, type RouteTable } from '../../../socket-interface/route.ts'
import { deviceFields, isUserName } from '../../identity/user.ts'
import { type AdministrationRoute, administratorOnly, everyRole, nameOnly } from '../route.ts'

const deviceWording = 'must have at least one identifier'
const identifier = z.string().min(1, 'is empty').max(1024, 'has more than 1024 characters').exactOptional()

const device = z
  .strictObject({
    deviceSerialNumber: identifier,
    deviceIdentifier: identifier,
    networkIdentifier: identifier,
    machineIdentifier: identifier,
    mediaIdentifier: identifier,
  } satisfies Record<(typeof deviceFields)[number], z.ZodType>)
  .refine((given) => deviceFields.some((field) => given[field] !== undefined), deviceWording)
  .meta({ minProperties: 1 })

const nameWording = 'must be 1 to 64 letters, digits and . _ @ -, with no dot or dash in front'
const clientNames = z.array(z.string().min(1, 'has an empty name')).readonly()
const flag = z.boolean().default(false)

const listedUser = z.object({
  name: z.string(),
  clients: clientNames.exactOptional().describe('the clients that it may come with; absent: any'),
  device: device.exactOptional(),
  created: z.iso.datetime(),
})

/** The routes about users: credentials that identify them within a client certificate. */
export const userRoutes = {
  'GET /v1/users': {
    description: 'Lists the users, without their passwords.',
    roles: everyRole,
    request: noBody,
    response: z.object({
      users: z.array(listedUser).readonly().describe('in alphabetical order'),
      checkedClients: z
        .union([z.literal('all'), clientNames])
        .describe('the clients whose credentials the server checks'),
    }),
    errors: ['refused'],
    example: {
      response: {
        users: [{ name: 'fred', clients: ['payments-db'], created: '2026-11-24T09:30:00.000Z' }],
        checkedClients: ['payments-db'],
      },
    },
  },
  'POST /v1/users': {
    description:
      'Adds a user. From the next request on the server checks the credentials of the clients that the user may come with.',
    roles: administratorOnly,
    request: z.strictObject({
      name: z
        .string()
        .regex(/^[A-Za-z0-9_@][A-Za-z0-9._@-]{0,63}$/, nameWording)
        .refine(isUserName, nameWording),
      password: z.string().min(1, 'is empty').max(1024, 'has more than 1024 characters'),
      clients: clientNames.exactOptional().describe('the clients that it may come with; absent or empty: any'),
      device: device.exactOptional().describe('identifiers of a device, which come in place of the name'),
      oneTimePassword: flag.describe('require a code besides the password; default false'),
      hashedPassword: flag.describe(
        'let the user send a hash: what is stored for it is as sensitive as the password; default false',
      ),
      replace: flag.describe('replace a user of that name; default false'),
    }),
    response: z.object({
      name: z.string(),
      authenticator: z
        .string()
        .exactOptional()
        .describe('the address for an authenticator, with the secret of its codes; shown this once'),
    }),
    errors: ['exists', 'refused'],
    example: {
      request: { name: 'fred', password: 'correct horse battery staple', clients: ['payments-db'] },
      response: { name: 'fred' },
    },
  },
  'DELETE /v1/users/{name}': {
    description: 'Removes a user. What it owns stays.',
    roles: administratorOnly,
    request: noBody,
    response: nameOnly,
    errors: ['notFound'],
    example: { name: 'fred', response: { name: 'fred' } },
  },
} as const satisfies RouteTable<AdministrationRoute>
