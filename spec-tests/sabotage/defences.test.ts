import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { describeStaleness } from './defence.ts'
import { defences, unswitchable } from './defences/index.ts'
import { joinLines, listDefenceRows } from './security-page.ts'

const root = join(import.meta.dirname, '../..')
/** Empty for a file that is not there. */
const read = (path: string): string => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '')

describe('the declared defences', () => {
  const page = read('SECURITY.md')

  it('are in the sources as declared', () => {
    expect(defences.flatMap((each) => describeStaleness(each, read(each.file)) ?? [])).to.deep.equal([])
  })

  it('change something, have names of their own, and a test whose file is there', () => {
    const names = defences.map(({ name }) => name)
    expect(new Set(names).size).to.equal(names.length)
    expect(defences.filter(({ text, without }) => text === without)).to.deep.equal([])
    expect(
      defences
        .filter(({ test }) => !test.file.endsWith('.test.ts') || !existsSync(join(root, test.file)))
        .map(({ name }) => name),
    ).to.deep.equal([])
  })

  it('have a row of SECURITY.md each, or a sentence of it', () => {
    const text = joinLines(page)
    const stated = [...defences, ...unswitchable].map((each) => each.stated)
    expect(stated.filter((each) => !text.includes(each))).to.deep.equal([])
  })

  it('are all rows of SECURITY.md that name a test', () => {
    const rows = listDefenceRows(page)
    expect(rows.length).to.be.above(15)
    const stated = new Set([...defences, ...unswitchable].map((each) => each.stated))
    expect(
      rows.filter((row) => !stated.has(row)),
      'declare how each is switched off, in spec-tests/sabotage/defences',
    ).to.deep.equal([])
  })
})
