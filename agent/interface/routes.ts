import { z } from 'zod'
import { byteStream, bytes, noBody, type RouteTable } from '../../socket-interface/route.ts'
import { type AgentRoute, kmsErrors } from './route.ts'

const identifiersWording = 'must be a list of Unique Identifiers'
const identifierWording = 'must be a Unique Identifier'
const lengthWording = 'must be 128, 192 or 256'

const plaintext = bytes.describe('the data key')
const wrapped = bytes.describe('the wrapped data key')

const names = z.array(z.string()).readonly()
const identifiers = z.array(z.string(identifiersWording), identifiersWording).readonly()
const flag = z.boolean().default(false).catch(false)

const nameOnly = z.object({ name: z.string().describe('as in the path') })

const unopenedSecret = z.object({
  name: z.string().describe('of the secret'),
  uniqueIdentifier: z.string().describe('of the key in the KMS that it needs'),
  reason: z.string().describe('why it does not open'),
})
export type UnopenedSecret = z.output<typeof unopenedSecret>

const rotation = z.object({
  current: z.string().describe('Unique Identifier of the key in use now'),
  previous: identifiers.describe('older keys, newest first: files sealed before may still need them'),
  rewrapped: z.number().describe('how many secrets were wrapped with the new key and read back'),
  unopened: z.array(unopenedSecret).readonly().describe('secrets that stay as they are; after adopt'),
  abandoned: z
    .string()
    .exactOptional()
    .describe('the key of the KMS that an undone rotation had made; nothing uses it'),
})
export type Rotation = z.output<typeof rotation>

const rekeyOptions = z.object({ undo: flag.describe('give up a rotation that did not complete; default false') })
export type RekeyOptions = z.output<typeof rekeyOptions>

const keyUse = z.object({
  uniqueIdentifier: z.string().describe('in the KMS'),
  current: z.boolean().describe('new data keys are wrapped with it'),
  state: z.string().exactOptional().describe('State in the KMS; absent when the KMS does not have the key'),
  secrets: names.describe('secrets whose data keys are wrapped with it'),
})
export type KeyUse = z.output<typeof keyUse>

const retireOptions = z.object({
  only: identifiers.optional().describe('the keys to retire; default: all but the one in use'),
  final: flag.describe('also where the KMS opens nothing with a Deactivated key; default false'),
})
export type RetireOptions = z.output<typeof retireOptions>

const retirement = z.object({
  retired: identifiers.describe('Deactivated now'),
  already: identifiers.describe('not Active before'),
  opensDeactivated: z
    .boolean()
    .exactOptional()
    .describe('whether the KMS unwraps with a Deactivated key, as a temporary key showed; absent when not tried'),
})
export type Retirement = z.output<typeof retirement>

const keyStatus = z.object({
  name: z.string().describe("in the agent's configuration"),
  usable: z.boolean().describe('found in the KMS'),
  uniqueIdentifier: z.string().exactOptional().describe('of the key in use; when usable'),
  previous: identifiers.exactOptional().describe('older keys, newest first; when usable'),
  reason: z.string().exactOptional().describe('when not usable'),
})

/** Every request of the interface, version 1. Server, client, permissions and docs/reference/agent.md follow from it. */
export const routes = {
  'GET /v1/status': {
    description: 'Returns what the socket permits and whether its keys are usable.',
    request: noBody,
    response: z.object({
      version: z.literal(1).describe('of the interface'),
      operations: names.describe('what the socket permits'),
      keys: z.array(keyStatus).describe('the keys that the socket permits'),
    }),
    errors: [],
    example: {
      response: {
        version: 1,
        operations: ['dataKey', 'unwrap'],
        keys: [{ name: 'backup', usable: true, uniqueIdentifier: '7f1d3b5a', previous: [] }],
      },
    },
  },
  'POST /v1/keys/{name}/data-key': {
    description: 'Makes a data key.',
    permission: 'dataKey',
    nameIn: 'keys',
    request: noBody,
    response: z.object({ plaintext: bytes.describe('the data key: 32 random bytes'), wrapped }),
    errors: kmsErrors,
    example: {
      name: 'backup',
      response: { plaintext: 'q4Hi0yLe6fBbIo2jzEphnlKmTRNCJ4Zs7q2ZOCcBzGw=', wrapped: 'AQEGYmFja3Vw' },
    },
  },
  'POST /v1/keys/{name}/wrap': {
    description: 'Wraps a data key.',
    permission: 'wrap',
    nameIn: 'keys',
    request: z.object({ plaintext: bytes.describe('the data key: 1 to 4096 bytes') }),
    response: z.object({ wrapped }),
    errors: kmsErrors,
    example: { name: 'backup', request: { plaintext: 'aHVudGVyMg==' }, response: { wrapped: 'AQEGYmFja3Vw' } },
  },
  'POST /v1/keys/{name}/unwrap': {
    description: 'Unwraps a data key.',
    permission: 'unwrap',
    nameIn: 'keys',
    request: z.object({ wrapped }),
    response: z.object({ plaintext }),
    errors: [...kmsErrors, 'cannotOpen'],
    example: { name: 'backup', request: { wrapped: 'AQEGYmFja3Vw' }, response: { plaintext: 'aHVudGVyMg==' } },
  },
  'POST /v1/keys/{name}/rewrap': {
    description: 'Wraps a wrapped data key with the key in use now.',
    permission: 'rewrap',
    nameIn: 'keys',
    request: z.object({ wrapped }),
    response: z.object({ wrapped }),
    errors: [...kmsErrors, 'cannotOpen'],
    example: { name: 'backup', request: { wrapped: 'AQEGYmFja3Vw' }, response: { wrapped: 'AQEGYmFja3Vx' } },
  },
  'POST /v1/keys/{name}/encrypt': {
    description: 'Seals bytes of any length into an envelope.',
    permission: 'encrypt',
    nameIn: 'keys',
    takesContext: true,
    request: byteStream,
    response: byteStream,
    errors: kmsErrors,
    example: { name: 'backup' },
  },
  'POST /v1/keys/{name}/decrypt': {
    description: 'Opens an envelope.',
    permission: 'decrypt',
    nameIn: 'keys',
    takesContext: true,
    request: byteStream,
    response: byteStream,
    errors: [...kmsErrors, 'cannotOpen'],
    example: { name: 'backup' },
  },
  'GET /v1/secrets': {
    description: 'Lists the names of the secrets that the socket may read.',
    permission: 'readSecrets',
    request: noBody,
    response: z.object({ names: names.describe('in alphabetical order') }),
    errors: [],
    example: { response: { names: ['server-key'] } },
  },
  'GET /v1/secrets/{name}': {
    description: 'Returns a secret.',
    permission: 'readSecrets',
    nameIn: 'secrets',
    request: noBody,
    response: z.object({ value: bytes.describe('the secret') }),
    errors: [...kmsErrors, 'cannotOpen'],
    example: { name: 'server-key', response: { value: 'aHVudGVyMg==' } },
  },
  'PUT /v1/secrets/{name}': {
    description: 'Seals and stores a secret.',
    permission: 'writeSecrets',
    nameIn: 'secrets',
    request: z.object({
      value: bytes.describe('the secret'),
      // What is no string names no key that the socket may use.
      key: z.string().nullish().catch('').describe("the key-encryption key; default: the socket's first"),
      replace: flag.describe('overwrite the secret of that name; default false'),
    }),
    response: nameOnly,
    errors: [...kmsErrors, 'exists'],
    example: { name: 'server-key', request: { value: 'aHVudGVyMg==' }, response: { name: 'server-key' } },
  },
  'DELETE /v1/secrets/{name}': {
    description: 'Deletes a secret.',
    permission: 'writeSecrets',
    nameIn: 'secrets',
    request: noBody,
    response: nameOnly,
    errors: ['notFound'],
    example: { name: 'server-key', response: { name: 'server-key' } },
  },
  'GET /v1/kms-keys/{name}': {
    description: 'Returns a symmetric key that lives in the KMS itself.',
    permission: 'readKeys',
    nameIn: 'kmsKeys',
    request: noBody,
    response: z.object({ key: bytes.describe('the key, in the form Raw') }),
    errors: kmsErrors,
    example: { name: 'db-1', response: { key: 'q4Hi0yLe6fBbIo2jzEphng==' } },
  },
  'POST /v1/kms-keys/{name}': {
    description: 'Creates a symmetric key in the KMS.',
    permission: 'writeKeys',
    nameIn: 'kmsKeys',
    request: z.object({
      length: z
        .literal([128, 192, 256], lengthWording)
        .nullish()
        .transform((length) => length ?? 256)
        .describe('bits: 128, 192 or 256; default 256'),
    }),
    response: nameOnly,
    errors: [...kmsErrors, 'exists'],
    example: { name: 'db-1', request: { length: 256 }, response: { name: 'db-1' } },
  },
  'DELETE /v1/kms-keys/{name}': {
    description: 'Revokes and destroys a key in the KMS.',
    permission: 'writeKeys',
    nameIn: 'kmsKeys',
    request: noBody,
    response: nameOnly,
    errors: kmsErrors,
    example: { name: 'db-1', response: { name: 'db-1' } },
  },
  'POST /v1/keys/{name}/rekey': {
    description: 'Makes a new key-encryption key in the KMS and wraps all secrets with it.',
    permission: 'rekey',
    nameIn: 'keys',
    request: rekeyOptions,
    response: rotation,
    errors: [...kmsErrors, 'cannotOpen'],
    example: {
      name: 'backup',
      request: { undo: false },
      response: { current: 'c2a91e60', previous: ['7f1d3b5a'], rewrapped: 1, unopened: [] },
    },
  },
  'POST /v1/keys/{name}/adopt': {
    description: 'Makes an existing key of the KMS the key-encryption key and wraps all secrets with it.',
    permission: 'rekey',
    nameIn: 'keys',
    request: z.object({
      uniqueIdentifier: z.string(identifierWording).min(1, identifierWording).describe('in the KMS'),
    }),
    response: rotation,
    errors: [...kmsErrors, 'cannotOpen'],
    example: {
      name: 'backup',
      request: { uniqueIdentifier: 'c2a91e60' },
      response: { current: 'c2a91e60', previous: ['7f1d3b5a'], rewrapped: 1, unopened: [] },
    },
  },
  'GET /v1/keys/{name}/uses': {
    description: 'Lists the keys in the KMS that a key-encryption key stands for and stood for, newest first.',
    permission: 'retire',
    nameIn: 'keys',
    request: noBody,
    response: z.object({ uses: z.array(keyUse).readonly().describe('newest first') }),
    errors: [...kmsErrors, 'cannotOpen'],
    example: {
      name: 'backup',
      response: {
        uses: [
          { uniqueIdentifier: 'c2a91e60', current: true, state: 'Active', secrets: ['server-key'] },
          { uniqueIdentifier: '7f1d3b5a', current: false, state: 'Active', secrets: [] },
        ],
      },
    },
  },
  'POST /v1/keys/{name}/retire': {
    description: 'Deactivates older keys in the KMS once no secret needs them.',
    permission: 'retire',
    nameIn: 'keys',
    request: retireOptions,
    response: retirement,
    errors: [...kmsErrors, 'inUse', 'cannotOpen'],
    example: {
      name: 'backup',
      request: { only: ['7f1d3b5a'] },
      response: { retired: ['7f1d3b5a'], already: [], opensDeactivated: true },
    },
  },
} as const satisfies RouteTable<AgentRoute>

export type Routes = typeof routes
export type RouteId = keyof Routes

/** An operation that a socket's configuration may list. */
export type Permission = Extract<Routes[RouteId], { readonly permission: string }>['permission']

export const permissions: readonly Permission[] = [
  ...new Set(Object.values(routes).flatMap((route) => ('permission' in route ? [route.permission] : []))),
]
