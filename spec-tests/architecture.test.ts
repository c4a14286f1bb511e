import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { config, expect } from 'chai'

/**
 * The shape of the code, checked as text. What biome can say per folder stands in biome.json; here is what needs the
 * whole list of rooms or the whole import graph.
 */

config.truncateThreshold = 0

const root = join(import.meta.dirname, '..')

/**
 * A room may use only the rooms of earlier rows of its own list. Rooms of one row do not know of each other.
 * Two rooms are one file, an interface that more than its own room speaks of: `server/store/store` (what is stored) and
 * `server/operations/handler` (what an operation is given and gives back).
 */
const codec = [
  ['codec/wire'],
  ['codec/ttlv', 'codec/xml', 'codec/json'],
  ['codec/text'],
  ['codec/schema'],
  ['codec/kmip'],
  ['codec/key'],
  ['codec'],
]
const orders = {
  client: [['installation'], ...codec, ['client'], ['client/cli'], ['agent']],
  server: [
    ['installation'],
    ...codec,
    ['server/store/store'],
    ['server/lifecycle'],
    ['server/crypto'],
    ['server/pki'],
    ['server/store'],
    ['server/setup'],
    ['server/identity'],
    ['server/policy'],
    ['server/asynchronous'],
    ['server/operations/handler'],
    ['server/attributes'],
    ['server/operations'],
    ['server/notifications'],
    ['server/pipeline'],
    ['server/transport'],
    ['server/config'],
    ['server'],
  ],
}

/** The commands that start or administer a server load it when they run, so that no other command pays for it. */
const lazyServer = [
  'client/cli/serve.ts',
  'client/cli/client-add.ts',
  'client/cli/client-list.ts',
  'client/cli/client-revoke.ts',
  'client/cli/connect.ts',
  'client/cli/user.ts',
]

/** The one list of commands: it loads the agent's when they run. */
const lazyAgent = 'client/cli/commands.ts'

/** Lists of declarations in the order of the standard: to cut them up would only make them harder to compare with it. */
const declarations = ['codec/kmip/tag.ts']

const longest = 300
const aim = 150

type Kind = 'import' | 'export' | 'lazy'
interface Edge {
  readonly kind: Kind
  readonly to: string
}

const files = globSync('{installation,codec,client,server,agent}/**/*.ts', { cwd: root }).sort()
const isTest = (file: string): boolean => /\.test\.ts$|\/contract[/.]/.test(file)
const product = files.filter((file) => !isTest(file))
const text = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]))

const clause = String.raw`(?:\*(?:\s+as\s+\w+)?|\w+(?:\s*,\s*\{[^}]*\})?|\{[^}]*\})`
const fromPattern = new RegExp(String.raw`^(import|export)\s+(?:type\s+)?${clause}\s+from\s+'([^']+)'`, 'gm')
const barePattern = /^import\s+'([^']+)'/gm
const lazyPattern = /\bimport\(\s*'([^']+)'\s*\)/g

const edges = (file: string): Edge[] => {
  const source = text.get(file) ?? ''
  const found: [Kind, string][] = [
    ...source.matchAll(fromPattern).map((m): [Kind, string] => [m[1] as Kind, m[2] as string]),
    ...source.matchAll(barePattern).map((m): [Kind, string] => ['import', m[1] as string]),
    ...source.matchAll(lazyPattern).map((m): [Kind, string] => ['lazy', m[1] as string]),
  ]
  return found
    .filter(([, specifier]) => specifier.startsWith('.'))
    .map(([kind, specifier]) => ({ kind, to: posix.join(dirname(file), specifier) }))
}
const graph = new Map(files.map((file) => [file, edges(file)]))

/** The innermost listed room of a file: `server/pipeline.ts` and `server/pipeline/x.ts` are both of `server/pipeline`. */
const roomOf = (file: string, order: string[][]): string | undefined =>
  order
    .flat()
    .filter((room) => file.startsWith(`${room}/`) || file === `${room}.ts`)
    .sort((a, b) => b.length - a.length)[0]

const orderOf = (file: string): string[][] => (file.startsWith('server/') ? orders.server : orders.client)

const fault = (file: string, to: string): string | undefined => {
  const order = orderOf(file)
  const own = roomOf(file, order)
  const other = roomOf(to, order)
  if (own === other) return undefined
  if (!other) return `${file} imports ${to}: the other side, or no room at all`
  const rank = (room: string | undefined): number => order.findIndex((row) => row.includes(room ?? ''))
  return rank(other) < rank(own) ? undefined : `${file} imports ${to}: ${own} stands above or beside ${other}`
}

/** Everything that is loaded at once when `file` is; what `await import()` brings in is not. */
const loadedBy = (file: string, seen = new Set<string>()): Set<string> => {
  if (seen.has(file)) return seen
  seen.add(file)
  for (const { kind, to } of graph.get(file) ?? []) if (kind !== 'lazy') loadedBy(to, seen)
  return seen
}

const cycleFrom = (file: string, trail: readonly string[], done: Set<string>): string[] => {
  if (trail.includes(file)) return [[...trail.slice(trail.indexOf(file)), file].join(' → ')]
  if (done.has(file)) return []
  const found = (graph.get(file) ?? []).flatMap(({ to }) => cycleFrom(to, [...trail, file], done))
  done.add(file)
  return found
}

const lines = (file: string): number => (text.get(file) ?? '').trimEnd().split('\n').length

describe('architecture', () => {
  it('every import leads to a file', () => {
    const lost = files.flatMap((file) =>
      edges(file)
        .filter(({ to }) => !existsSync(join(root, to)))
        .map(({ to }) => `${file} → ${to}`),
    )
    expect(lost).to.deep.equal([])
  })

  // One direction means a room can be read, tested and replaced knowing only what stands above it.
  it('imports go upward through the rooms', () => {
    const faults = product.flatMap((file) =>
      edges(file)
        .filter(({ kind, to }) => !(kind === 'lazy' && to === 'server/index.ts' && lazyServer.includes(file)))
        .filter(({ kind, to }) => !(kind === 'lazy' && to.startsWith('agent/commands/') && file === lazyAgent))
        .flatMap(({ to }) => fault(file, to) ?? []),
    )
    expect(faults).to.deep.equal([])
  })

  // Tests may look down within their side; what needs both sides crosses rooms and belongs into spec-tests/.
  it('no test beside a file needs the other side', () => {
    const others = {
      installation: /^(codec|client|server|agent)\//,
      codec: /^(client|server|agent)\//,
      client: /^server\//,
      server: /^(client|agent)\//,
      agent: /^server\//,
    }
    const crossing = files.filter(isTest).flatMap((file) =>
      edges(file)
        .filter(({ to }) => others[file.split('/')[0] as keyof typeof others].test(to))
        .map(({ to }) => `${file} → ${to}`),
    )
    expect(crossing).to.deep.equal([])
  })

  // In a cycle no file can be understood first, and which one runs first depends on who was imported first.
  it('there are no cycles, types included', () => {
    const done = new Set<string>()
    expect(product.flatMap((file) => cycleFrom(file, [], done))).to.deep.equal([])
  })

  // An application that talks to a key manager must not carry one: less to load, less to audit.
  it('the client loads nothing of the server, the agent or the command line', () => {
    const foreign = [...loadedBy('client/index.ts')].filter((file) => /^(server|agent|client\/cli)\//.test(file))
    expect(foreign).to.deep.equal([])
    expect([...loadedBy('client/cli/main.ts')].filter((file) => file.startsWith('server/'))).to.deep.equal([])
  })

  // A name has one home. When any file may pass names on, nobody can say what a room offers.
  it('only index.ts re-exports', () => {
    const passing = product.filter(
      (file) => posix.basename(file) !== 'index.ts' && edges(file).some(({ kind }) => kind === 'export'),
    )
    expect(passing).to.deep.equal([])
  })

  // What is longer than this does more than one thing, or is data and says so in the list above.
  it(`no file is longer than ${longest} lines`, () => {
    const long = product.filter((file) => lines(file) > longest)
    expect(long).to.deep.equal(declarations)
  })

  after(() => {
    const short = product.filter((file) => lines(file) <= aim).length
    console.log(
      `\n  ${short} of ${product.length} files have at most ${aim} lines (${((100 * short) / product.length).toFixed(1)} %)`,
    )
  })

  // A drawer without a subject fills with whatever had no better place.
  it('nothing is called utils, helpers or common', () => {
    const drawers = /(^|[/-])(utils?|helpers?|common|misc|shared|stuff)[/.]/
    expect(files.filter((file) => drawers.test(file))).to.deep.equal([])
  })

  // The lock file says what to install, not from where: everyone uses the registry of their own.
  it('package-lock.json names no registry', () => {
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { resolved?: string; integrity?: string }>
    }
    const entries = Object.entries(lock.packages).filter(([path]) => path)
    expect(entries.filter(([, entry]) => entry.resolved).map(([path]) => path)).to.deep.equal([])
    expect(entries.filter(([, entry]) => !entry.integrity).map(([path]) => path)).to.deep.equal([])
  })
})
