import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { attributes, operations } from '../../codec/index.ts'
import { commandLinePage } from './command-line.ts'
import { consumersPage } from './consumers-page.ts'
import { anchor, spaced } from './markdown.ts'
import { pages } from './pages.ts'

const folder = join(import.meta.dirname, '../../docs/reference')

describe('docs/reference', () => {
  let made: ReadonlyMap<string, string>
  before(async () => {
    made = new Map([...pages(), ['command-line.md', await commandLinePage()], ['consumers.md', consumersPage()]])
  })
  const headings = (name: string): string[] =>
    [...(made.get(name) ?? '').replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.+)$/gm)].map(
      ([, text]) => text as string,
    )

  it('says what the declarations say', () => {
    const stale = [...made].filter(([name, text]) => {
      const path = join(folder, name)
      return !existsSync(path) || readFileSync(path, 'utf8') !== text
    })
    expect(
      stale.map(([name]) => name),
      'these pages are stale; mend them with: npm run reference',
    ).to.deep.equal([])
  })

  it('has every operation and attribute', () => {
    expect(headings('operations.md')).to.include.members(Object.keys(operations).map(spaced))
    expect(headings('attributes.md')).to.include.members(Object.values(attributes).map(({ name }) => name))
  })

  it('has a place for every link, and no two headings with the same', () => {
    const anchors = new Map([...made.keys()].map((name) => [name, headings(name).map(anchor)]))
    for (const [name, list] of anchors) expect(new Set(list).size, `headings of ${name}`).to.equal(list.length)
    const lost = [...made].flatMap(([name, text]) =>
      [...text.matchAll(/\]\(([\w.-]*)(?:#([\w-]+))?\)/g)].flatMap(([link, page, place]) => {
        const there = anchors.get(page || name)
        return there && (place === undefined || there.includes(place)) ? [] : [`${name}: ${link}`]
      }),
    )
    expect([...new Set(lost)]).to.deep.equal([])
  })

  it('has a sentence and a section for every operation', () => {
    const bare = (made.get('operations.md') ?? '')
      .split(/^## /m)
      .slice(1)
      .filter((text) => !/\n\n[A-Z].+ KMIP .*§/.test(text))
    expect(bare.map((text) => text.split('\n')[0])).to.deep.equal([])
  })
})
