import { existsSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { config, expect } from 'chai'
import { exceptions } from './architecture/exceptions.ts'
import {
  filesLoadedWith,
  findCycles,
  isTest,
  packagesLoadedWith,
  readImportGraph,
} from './architecture/import-graph.ts'
import { findRoom, mayImport, mayTestImport, productFolders, rooms } from './architecture/rooms.ts'

/**
 * The shape of the code, checked as text. What biome can check by folder stands in biome.json; here is what needs the
 * whole list of rooms or the whole import graph.
 */

config.truncateThreshold = 0

const root = join(import.meta.dirname, '..')
const graph = readImportGraph(root, productFolders)

const longest = 300
const aim = 150

/** Why an import goes against the order of the rooms, or nothing. */
const describeFault = (file: string, to: string, isAllowed: typeof mayImport): string | undefined => {
  const from = findRoom(file)
  const other = findRoom(to)
  if (!from) return `${file} is in no room`
  if (!other) return `${file} imports ${to}, which is in no room`
  return isAllowed(from, other) ? undefined : `${file} imports ${to}: ${from.path} is not above ${other.path}`
}

const isExcepted = (file: string, to: string): boolean =>
  exceptions.some((exception) => `${file} → ${to}`.startsWith(exception))

/** Rows of a table of numbers: `ActivationDate: 0x420001,`. */
const countTableRows = (file: string): number => graph.textOf(file).match(/^ +\w+: 0x[0-9a-f]+,$/gm)?.length ?? 0

const countLines = (file: string): number => graph.textOf(file).trimEnd().split('\n').length

describe('architecture', () => {
  it('every import leads to a file', () => {
    const lost = graph.files.flatMap((file) =>
      graph
        .importsOf(file)
        .filter(({ to }) => !existsSync(join(root, to)))
        .map(({ to }) => `${file} → ${to}`),
    )
    expect(lost).to.deep.equal([])
  })

  // One direction means a room can be read, tested and replaced knowing only the rooms below it.
  it('imports go downward through the rooms', () => {
    const faults = graph.product.flatMap((file) =>
      graph
        .importsOf(file)
        .filter(({ kind, to }) => !(kind === 'lazy' && isExcepted(file, to)))
        .flatMap(({ to }) => describeFault(file, to, mayImport) ?? []),
    )
    expect(faults).to.deep.equal([])
  })

  it('every room has files', () => {
    const used = new Set(graph.product.map((file) => findRoom(file)))
    expect(rooms.filter((room) => !used.has(room))).to.deep.equal([])
  })

  // Tests may import rooms above theirs on the same side; what needs both sides belongs into spec-tests/.
  it('no test beside a file needs the other side', () => {
    const faults = graph.files
      .filter(isTest)
      .flatMap((file) => graph.importsOf(file).flatMap(({ to }) => describeFault(file, to, mayTestImport) ?? []))
    expect(faults).to.deep.equal([])
  })

  // In a cycle no file can be understood first, and which one runs first depends on who was imported first.
  it('there are no cycles, types included', () => {
    expect(findCycles(graph)).to.deep.equal([])
  })

  // An application that talks to a key manager must not carry one: less to load, less to audit.
  it('the client loads nothing of the server, the agent or the command line', () => {
    const loaded = (file: string): string[] => [...filesLoadedWith(graph, file)]
    expect(loaded('client/index.ts').filter((file) => /^(server|agent|cli)\//.test(file))).to.deep.equal([])
    expect(loaded('cli/start.ts').filter((file) => file.startsWith('server/'))).to.deep.equal([])
  })

  // A database starts `kmip archive` for every segment: loading zod would double the start of the process.
  it('the clients of the interfaces over sockets load no package', () => {
    expect(packagesLoadedWith(graph, 'agent/interface/routes.ts')).to.include('zod')
    for (const file of ['agent/interface/client.ts', 'socket-interface/call-route.ts'])
      expect(packagesLoadedWith(graph, file), file).to.deep.equal([])
  })

  // A name has one home. When any file may pass names on, nobody can say what a room offers.
  it('only index.ts re-exports', () => {
    const passing = graph.product.filter(
      (file) => posix.basename(file) !== 'index.ts' && graph.importsOf(file).some(({ kind }) => kind === 'export'),
    )
    expect(passing).to.deep.equal([])
  })

  // What is longer than this does more than one thing. A table of numbers, like the tags, is read by row and does not count.
  it(`no file is longer than ${longest} lines`, () => {
    const long = graph.product.filter((file) => countLines(file) - countTableRows(file) > longest)
    expect(long).to.deep.equal([])
  })

  after(() => {
    const short = graph.product.filter((file) => countLines(file) <= aim).length
    const all = graph.product.length
    console.log(`\n  ${short} of ${all} files have at most ${aim} lines (${((100 * short) / all).toFixed(1)} %)`)
  })

  // A drawer without a subject fills with whatever had no better place.
  it('nothing is called utils, helpers or common', () => {
    const drawers = /(^|[/-])(utils?|helpers?|common|misc|shared|stuff)[/.]/
    expect(graph.files.filter((file) => drawers.test(file))).to.deep.equal([])
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
