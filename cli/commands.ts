import type { Define } from './define.ts'

export interface CommandEntry {
  readonly name: string
  readonly summary: string
  /** Loads the command; the others stay unloaded. */
  readonly load: () => Promise<Define>
  /** Added to exit codes of failures, for callers that give codes up to 125 a meaning of their own. */
  readonly above?: number
  /** Keeps running, with keys in its memory, when no subcommand follows. */
  readonly keepsRunning?: true
}

/** In the order of `kmip --help`. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'serve',
    summary: 'run a key manager',
    keepsRunning: true,
    load: async () => (await import('./server/serve.ts')).serve,
  },
  {
    name: 'status',
    summary: 'what a running server is and does',
    load: async () => (await import('./server/status.ts')).status,
  },
  {
    name: 'reload',
    summary: 'let a running server read its certificates again',
    load: async () => (await import('./server/reload.ts')).reload,
  },
  {
    name: 'client',
    summary: 'let clients in and out, by certificates',
    load: async () => (await import('./server/client-add.ts')).client,
  },
  {
    name: 'identity',
    summary: 'which principal a client certificate is',
    load: async () => (await import('./server/identity.ts')).identity,
  },
  { name: 'user', summary: 'users beside the certificates', load: async () => (await import('./server/user.ts')).user },
  {
    name: 'audit',
    summary: 'who did what, when',
    load: async () => (await import('./server/audit.ts')).audit,
  },
  {
    name: 'store',
    summary: 'check the store, and replace its keys',
    load: async () => (await import('./server/store.ts')).store,
  },
  {
    name: 'connect',
    summary: 'prepare a database for this key manager',
    load: async () => (await import('./server/connect.ts')).connect,
  },
  { name: 'create', summary: 'make a symmetric key', load: async () => (await import('./keys/create.ts')).create },
  {
    name: 'create-key-pair',
    summary: 'make a key pair',
    load: async () => (await import('./keys/create-key-pair.ts')).createKeyPair,
  },
  {
    name: 'register',
    summary: 'store a key, certificate or secret',
    load: async () => (await import('./keys/register.ts')).register,
  },
  { name: 'get', summary: 'fetch an object', load: async () => (await import('./keys/get.ts')).get },
  { name: 'locate', summary: 'search for objects', load: async () => (await import('./keys/locate.ts')).locate },
  {
    name: 'attributes',
    summary: 'list and change attributes',
    load: async () => (await import('./keys/attributes.ts')).attributes,
  },
  { name: 'activate', summary: 'let a key be used', load: async () => (await import('./keys/lifecycle.ts')).activate },
  {
    name: 'revoke',
    summary: 'end the use of an object',
    load: async () => (await import('./keys/lifecycle.ts')).revoke,
  },
  { name: 'destroy', summary: 'destroy an object', load: async () => (await import('./keys/lifecycle.ts')).destroy },
  {
    name: 'rekey',
    summary: 'replace a key by a new one',
    load: async () => (await import('./keys/lifecycle.ts')).rekey,
  },
  {
    name: 'encrypt',
    summary: 'encrypt with a stored key',
    load: async () => (await import('./cryptography/encrypt.ts')).encrypt,
  },
  {
    name: 'decrypt',
    summary: 'decrypt with a stored key',
    load: async () => (await import('./cryptography/decrypt.ts')).decrypt,
  },
  { name: 'sign', summary: 'sign with a stored key', load: async () => (await import('./cryptography/sign.ts')).sign },
  { name: 'verify', summary: 'verify a signature', load: async () => (await import('./cryptography/sign.ts')).verify },
  {
    name: 'mac',
    summary: 'make or verify a message authentication code',
    load: async () => (await import('./cryptography/mac.ts')).mac,
  },
  { name: 'hash', summary: 'hash data in the server', load: async () => (await import('./cryptography/hash.ts')).hash },
  {
    name: 'random',
    summary: 'random bytes of the server',
    load: async () => (await import('./cryptography/random.ts')).random,
  },
  { name: 'query', summary: 'what the server can do', load: async () => (await import('./connection/query.ts')).query },
  {
    name: 'versions',
    summary: 'which versions the server speaks',
    load: async () => (await import('./connection/query.ts')).versions,
  },
  {
    name: 'request',
    summary: 'send a message written as XML or JSON',
    load: async () => (await import('./connection/request.ts')).request,
  },
  { name: 'decode', summary: 'show a TTLV message', load: async () => (await import('./connection/decode.ts')).decode },
  {
    name: 'agent',
    keepsRunning: true,
    summary: 'run the key agent',
    load: async () => (await import('./agent/agent.ts')).agent,
  },
  {
    name: 'seal',
    summary: 'seal data with the agent',
    load: async () => (await import('./agent/seal.ts')).seal,
  },
  { name: 'open', summary: 'open sealed data', load: async () => (await import('./agent/open.ts')).open },
  {
    name: 'reseal',
    summary: 'rotate the key of sealed files',
    load: async () => (await import('./agent/reseal.ts')).reseal,
  },
  {
    name: 'doctor',
    summary: 'examine the agent and everything behind it',
    load: async () => (await import('./agent/doctor.ts')).doctor,
  },
  {
    name: 'archive',
    summary: "PostgreSQL's archive_command",
    load: async () => (await import('./agent/archive.ts')).archive,
  },
  {
    name: 'restore',
    summary: "PostgreSQL's restore_command",
    load: async () => (await import('./agent/restore.ts')).restore,
    above: 200,
  },
  {
    name: 'plugin',
    summary: 'encrypt and decrypt as a plugin of Fujitsu Enterprise Postgres',
    load: async () => (await import('./agent/plugin.ts')).plugin,
  },
  { name: 'wrap', summary: 'wrap a data key', load: async () => (await import('./agent/wrap.ts')).wrap },
  {
    name: 'unwrap',
    summary: 'unwrap a data key',
    load: async () => (await import('./agent/wrap.ts')).unwrap,
  },
  {
    name: 'secret',
    summary: 'secrets that lie sealed with the agent',
    load: async () => (await import('./agent/secret.ts')).secret,
  },
  {
    name: 'exec',
    summary: 'run a program with secrets in its environment',
    load: async () => (await import('./agent/exec.ts')).exec,
    above: 200,
  },
  {
    name: 'completion',
    summary: 'completion for a shell',
    load: async () => (await import('./completion.ts')).completion,
  },
]
