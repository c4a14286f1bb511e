import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readImportGraph } from '../architecture/import-graph.ts'
import { withRooms } from '../architecture/page.ts'
import { readRoomGraph } from '../architecture/room-graph.ts'
import { productFolders } from '../architecture/rooms.ts'
import { withBehaviours } from '../stand-in/page.ts'
import { commandLinePage } from './command-line.ts'
import { consumersPage } from './consumers-page.ts'
import { pages } from './pages.ts'

/** Writes `docs/reference/` from the declarations the rooms of `docs/architecture.md` from the imports, and the table
 * of servers in `docs/compatibility.md`: `npm run reference`. */
const root = join(import.meta.dirname, '../..')
const folder = join(root, 'docs/reference')
mkdirSync(folder, { recursive: true })
const made = [
  ...pages(),
  ['command-line.md', await commandLinePage()] as const,
  ['consumers.md', consumersPage()] as const,
]
for (const [name, text] of made) writeFileSync(join(folder, name), text)
console.log(`docs/reference: ${made.length} pages`)

const architecture = join(root, 'docs/architecture.md')
const graph = readRoomGraph(readImportGraph(root, productFolders))
writeFileSync(architecture, withRooms(readFileSync(architecture, 'utf8'), graph))
console.log('docs/architecture.md: the rooms')

const compatibility = join(root, 'docs/compatibility.md')
writeFileSync(compatibility, withBehaviours(readFileSync(compatibility, 'utf8')))
console.log('docs/compatibility.md: the behaviours of other servers')
