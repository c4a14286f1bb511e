/**
 * The rooms of the code, from the top. The architecture test, the diagram and the table in docs/architecture.md follow from this list.
 */
export interface Room {
  /** A folder, or a file without its `.ts` where an interface is a room of its own. */
  readonly path: string
  /** One line for the table: what is in it. */
  readonly contents: string
  /** Rooms of the client side and of the server side never import each other. */
  readonly side?: 'client' | 'server'
}

/** A room may import the rooms of later rows, never those of its own row or of the other side. */
export const rows: readonly (readonly Room[])[] = [
  [{ path: 'cli', contents: 'the `kmip` command: one file a command, grouped by what it talks to' }],
  [{ path: 'agent', side: 'client', contents: 'the process between databases and a key manager' }],
  [
    {
      path: 'client',
      side: 'client',
      contents: 'the library: connections, pool, negotiation, retry, batches, notifications',
    },
  ],
  [{ path: 'server', side: 'server', contents: 'the key manager as one function, `createServer`, and as a process' }],
  [{ path: 'server/configuration', side: 'server', contents: 'the configuration file of the server' }],
  [
    {
      path: 'server/administration',
      side: 'server',
      contents: 'the administrative interface: routes by role over Unix sockets, and their OpenAPI document',
    },
  ],
  [
    {
      path: 'server/audit',
      side: 'server',
      contents: 'the audit log: an entry for every answer, written before it leaves, in a transparency log',
    },
  ],
  [
    {
      path: 'server/transport',
      side: 'server',
      contents: 'TLS and HTTPS: sockets to messages, and answers to sockets',
    },
  ],
  [
    {
      path: 'server/pipeline',
      side: 'server',
      contents: 'bytes → bytes, in TTLV, XML or JSON: items, batches, references, failures',
    },
  ],
  [
    {
      path: 'server/notifications',
      side: 'server',
      contents: 'notifications to owners: which, to whom, and how long they are kept',
    },
  ],
  [
    {
      path: 'server/operations',
      side: 'server',
      contents: 'one file an operation, in folders by chapter; `index.ts` is the list, and Query is derived from it',
    },
  ],
  [
    {
      path: 'server/key-delivery',
      side: 'server',
      contents: 'hands out keys, to clients and operations: formats, wrapping, PKCS#12, Sensitive and Extractable',
    },
  ],
  [
    {
      path: 'server/attributes',
      side: 'server',
      contents: 'which attributes clients may set, change and see; the attributes of new objects',
    },
  ],
  [
    {
      path: 'server/handler',
      side: 'server',
      contents: 'the interface of an operation: its `Scope` and its `OperationResult`',
    },
  ],
  [
    {
      path: 'server/asynchronous',
      side: 'server',
      contents: 'asynchronous requests and their queue, answered by Poll',
    },
  ],
  [{ path: 'server/policy', side: 'server', contents: '(principal, operation, object) → allowed or not' }],
  [
    {
      path: 'server/identity',
      side: 'server',
      contents: 'certificate and credential → principal; `credential/` has one file a kind',
    },
  ],
  [{ path: 'server/setup', side: 'server', contents: 'the data directory' }],
  [
    {
      path: 'server/store/sqlite',
      side: 'server',
      contents: 'objects and documents in SQLite: one writer thread, group commit, search',
    },
  ],
  [{ path: 'server/store/record', side: 'server', contents: 'objects and documents ⇄ sealed rows' }],
  [
    {
      path: 'server/store/seal',
      side: 'server',
      contents: 'encryption of everything in the store, and the blind index to search it',
    },
  ],
  [{ path: 'server/store/cache', side: 'server', contents: 'objects and documents in memory' }],
  [
    {
      path: 'server/pki',
      side: 'server',
      contents:
        'certificates: issue them, read requests, validate chains; PKCS#12, opened in a thread with limits of time and memory',
    },
  ],
  [
    {
      path: 'server/crypto',
      side: 'server',
      contents: 'cryptography over node:crypto, by subject; long work runs in threads',
    },
  ],
  [
    {
      path: 'server/lifecycle',
      side: 'server',
      contents: 'states, dates, usage limits, links: pure functions from object to object',
    },
  ],
  [
    {
      path: 'server/store',
      side: 'server',
      contents: 'the interface of a store, and the contract suite for every implementation',
    },
  ],
  [{ path: 'codec', contents: 'the one entry of the codec' }],
  [
    {
      path: 'codec/key',
      contents: 'key blocks ⇄ KeyObjects of node:crypto, by Key Format Type; both sides use it',
    },
  ],
  [
    {
      path: 'codec/kmip',
      contents:
        'the declarations: `tag`, `enumeration/`, `mask`, `attribute/`, `structure/`, `object/`, `operation/`, `message`, `reason`, `version`',
    },
  ],
  [
    {
      path: 'codec/schema',
      contents: "the field language (`text().optional().since('1.4')`) and the two walkers",
    },
  ],
  [{ path: 'codec/text', contents: 'the dump for people, secrets hidden' }],
  [
    { path: 'codec/ttlv', contents: 'TTLV; `frame.ts` cuts a stream into messages' },
    { path: 'codec/xml', contents: 'XML' },
    { path: 'codec/json', contents: 'JSON' },
    { path: 'codec/der', contents: 'DER of keys and certificates: written, read byte for byte, checked strictly' },
  ],
  [
    {
      path: 'codec/wire',
      contents: 'the interfaces `Reader` and `Writer`, item types, limits, `CodecError`',
    },
  ],
  [
    {
      path: 'socket-interface',
      contents: 'HTTP and JSON over Unix sockets: routes declared with zod, their listener and their client',
    },
    {
      path: 'transparency',
      contents: 'a transparency log: Merkle tree, tiles, proofs, signed checkpoints, and their files',
    },
  ],
  [
    { path: 'concurrency', contents: 'a keyed mutex and a serial queue' },
    {
      path: 'configuration',
      contents: 'TOML files with positions in errors; the default data directory; name and version of the package',
    },
    { path: 'durable', contents: 'files that survive a crash' },
    { path: 'logging', contents: 'one JSON line an event, on standard error' },
  ],
]

export const rooms: readonly Room[] = rows.flat()

/** `server` of `server/store/store`. */
export const topFolderOf = (path: string): string => path.split('/')[0] as string

/** The folders at the top of the repository that hold product code, from the top. */
export const productFolders: readonly string[] = [...new Set(rooms.map(({ path }) => topFolderOf(path)))]

/** The innermost room of a file: `server/pipeline.ts` and `server/pipeline/item.ts` are both in `server/pipeline`. */
export const findRoom = (file: string): Room | undefined =>
  rooms
    .filter(({ path }) => file.startsWith(`${path}/`) || file === `${path}.ts`)
    .reduce<Room | undefined>((best, room) => (best && best.path.length > room.path.length ? best : room), undefined)

const rank = (room: Room): number => rows.findIndex((row) => row.includes(room))

/** Whether code of one room may import code of another. */
export const mayImport = (from: Room, to: Room): boolean =>
  from === to || (rank(to) > rank(from) && (!from.side || !to.side || from.side === to.side))

/** Whether a test beside the code of a room may import code of another: it may also look up within its side or top folder. */
export const mayTestImport = (from: Room, to: Room): boolean => {
  const isSameSide = from.side !== undefined && from.side === to.side
  const isSameFolder = topFolderOf(from.path) === topFolderOf(to.path)
  return mayImport(from, to) || isSameSide || isSameFolder
}
