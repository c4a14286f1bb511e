import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { exceptions } from '../architecture/exceptions.ts'
import { readImportGraph } from '../architecture/import-graph.ts'
import { productFolders, topFolderOf } from '../architecture/rooms.ts'
import { findCasts } from './casts.ts'
import { listExecutedForArchive } from './executed-command.ts'
import { listExecutedForRequests } from './executed-requests.ts'
import { measureSizes } from './file-sizes.ts'
import { findParticiples } from './participles.ts'
import { findRepeatedLines } from './repeated-lines.ts'

/**
 * Figures of the code, to be compared before and after a change of its shape.
 *
 *   npm run figures
 *   npm run figures -- --json
 *   npm run figures -- --list participles    what was counted, one a line
 */
const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, list: { type: 'string' } } })

const root = join(import.meta.dirname, '../..')
const graph = readImportGraph(root, productFolders)
const everything = readImportGraph(root, [...productFolders, 'spec-tests', 'bench'])
const product = graph.product.map((file) => ({ file, text: graph.textOf(file) }))
const all = everything.files.map((file) => ({ file, text: everything.textOf(file) }))

const isProduct = (file: string): boolean => productFolders.includes(topFolderOf(file))
const requests = await listExecutedForRequests(root)
const casts = product.flatMap(findCasts)

/** What is counted, and its name for `--list`. */
const lists: Readonly<Record<string, { readonly title: string; readonly entries: readonly string[] }>> = {
  create: { title: 'files executed for Create', entries: requests.create.filter(isProduct) },
  get: { title: 'files executed for Get', entries: requests.get.filter(isProduct) },
  archive: {
    title: 'files executed for `kmip archive`',
    entries: (await listExecutedForArchive(root)).filter(isProduct),
  },
  casts: { title: 'casts', entries: casts.map(({ place }) => place) },
  forcedCasts: {
    title: 'casts by way of unknown or never',
    entries: casts.filter(({ isForced }) => isForced).map(({ place }) => place),
  },
  participles: { title: 'functions named by a participle', entries: product.flatMap(findParticiples) },
  repeated: { title: 'pairs of places with the same six lines, tests included', entries: findRepeatedLines(all) },
  exceptions: { title: 'exceptions of the architecture test', entries: [...exceptions] },
}
const sizes = measureSizes(product)

const printTable = (): void => {
  for (const { title, entries } of Object.values(lists)) console.log(`${String(entries.length).padStart(6)}  ${title}`)
  const { files, median, under15, over150 } = sizes
  console.log(`\n${files} source files, median ${median} lines, ${under15} % under 15 lines, ${over150} over 150 lines`)
}

if (values.list) {
  const list = lists[values.list]
  if (!list) throw new Error(`There is no list "${values.list}"; there are ${Object.keys(lists).join(', ')}`)
  for (const entry of list.entries) console.log(entry)
} else if (values.json) {
  const counts = Object.entries(lists).map(([name, { entries }]) => [name, entries.length] as const)
  console.log(JSON.stringify({ ...Object.fromEntries(counts), sizes }, null, 2))
} else printTable()
