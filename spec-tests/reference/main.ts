import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pages } from './pages.ts'

/** Writes `docs/reference/` from the declarations: `npm run reference`. */
const folder = join(import.meta.dirname, '../../docs/reference')
mkdirSync(folder, { recursive: true })
for (const [name, text] of pages()) writeFileSync(join(folder, name), text)
console.log(`docs/reference: ${pages().size} pages`)
