import { z } from 'zod'

const path = 'must be the path of a file'
const prefixWords = 'must be at most 64 letters, digits, dots, hyphens and underscores; "" for names without a prefix'
const prefix = z.string(prefixWords).regex(/^[A-Za-z0-9._-]{0,64}$/, prefixWords)
const text = (words: string) => z.string(words).min(1, words)

const authority = z.strictObject(
  {
    /** PEM. Several certificates are generations of one authority. */
    certificate: text(path),
    /** Stands before the names of its clients. Empty: its names are those of the server's own clients. */
    prefix,
  },
  'must be a table with "certificate" and "prefix"',
)

const client = z
  .strictObject(
    {
      /** The principal: a name as in a policy. */
      principal: text('must be the name of a principal'),
      /** Whole subject: `O=Example,CN=db-7`. */
      subject: text('must be a subject, such as "O=Example,CN=db-7"').optional(),
      /** Subject Alternative Names of these types. */
      dns: text('must be a DNS name').optional(),
      uri: text('must be a URI, such as "spiffe://example.org/db"').optional(),
      /** SHA-256 of the public key (SubjectPublicKeyInfo), in hexadecimal. */
      publicKey: z
        .string()
        .regex(/^[0-9a-f]{64}$/i, 'must be the SHA-256 of a public key in hexadecimal')
        .optional(),
      /** Of the authority; default: every authority. */
      prefix: prefix.optional(),
    },
    'must be a table',
  )
  .refine(
    ({ subject, dns, uri, publicKey }) => subject ?? dns ?? uri ?? publicKey,
    'must have "subject", "dns", "uri" or "publicKey"',
  )

const sources = ['subject', 'uri', 'dns'] as const
export type NameSource = (typeof sources)[number]
const nameFrom = 'must be a list of "subject", "uri" and "dns"'

/** Keys of the table `identity` about certificates. */
export const identityShape = {
  authorities: z.array(authority, 'must be a list of tables').optional(),
  clients: z.array(client, 'must be a list of tables').optional(),
  nameFrom: z.array(z.enum(sources, nameFrom), nameFrom).min(1, nameFrom).optional(),
}

/** Keys of its tables, dotted. */
export const identityKeys = [
  ...Object.keys(authority.shape).map((key) => `identity.authorities.${key}`),
  ...Object.keys(client.shape).map((key) => `identity.clients.${key}`),
]

export type DeclaredAuthority = z.infer<typeof authority>
export type DeclaredClient = z.infer<typeof client>
