import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect } from 'chai'
import { takenBy } from '../../cli/testing/command-line.ts'
import { anchor } from '../reference/markdown.ts'
import { blocksOf, commandsIn, type Document, documents } from './documents.ts'

const root = join(import.meta.dirname, '../..')
const byPath = new Map(documents.map((document) => [document.path, document]))

const omitBlocks = ({ text }: Document): string => text.replaceAll(/^```[\s\S]*?^```$/gm, '')

const anchorsOf = (document: Document): string[] =>
  [...omitBlocks(document).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchor(heading.replaceAll('`', '')))

/** What is wrong with a link of a page; nothing for one that leads somewhere. */
const describeFault = (from: Document, target: string): string | undefined => {
  if (/^[a-z]+:/.test(target)) return undefined
  const [path = '', place] = target.split('#')
  const to = path === '' ? from.path : normalize(join(dirname(from.path), path))
  if (!existsSync(join(root, to))) return `${from.path}: there is no ${target}`
  const page = byPath.get(to)
  return place === undefined || !page || anchorsOf(page).includes(place)
    ? undefined
    : `${from.path}: ${to} has no heading #${place}`
}

/** What the pages no longer say. The plain words stand behind it. */
const riddles: readonly (readonly [RegExp, string])[] = [
  [/unless told/i, 'by default'],
  [/nothing need be/i, 'no … is needed'],
  [/not (all is )?as it must be|what must be so/i, 'misconfigured'],
  [/not looked at/i, 'ignored'],
]

describe('the pages', () => {
  it('have links that lead somewhere', () => {
    const faults = documents.flatMap((document) =>
      [...omitBlocks(document).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(
        ([, target = '']) => describeFault(document, target) ?? [],
      ),
    )
    expect(faults).to.deep.equal([])
  })

  it('are all reached from README.md', () => {
    const reached = new Set(['README.md'])
    for (const path of reached) {
      const document = byPath.get(path)
      for (const [, target = ''] of document ? omitBlocks(document).matchAll(/\]\(([^)\s#]+\.md)/g) : [])
        reached.add(normalize(join(dirname(path), target)))
    }
    expect([...byPath.keys()].filter((path) => !reached.has(path))).to.deep.equal([])
  })

  it('have command lines that kmip takes', async () => {
    const shown = documents
      .filter(({ path }) => !path.startsWith('docs/reference/'))
      .flatMap(({ path, text }) =>
        blocksOf(text)
          .filter(({ language }) => ['sh', 'ini'].includes(language))
          .flatMap(commandsIn)
          .map((command) => ({ path, command: command.replace('"$@"', 'encrypt --keyid fujitsu') })),
      )
    expect(shown.length).to.be.above(60)
    for (const { path, command } of shown) expect(await takenBy(command), `${path}: ${command}`).to.have.length(1)
  })

  it('name scripts that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const named = documents.flatMap(({ text }) =>
      [...text.matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, name]) => name),
    )
    expect([...new Set(named)].filter((name) => !((name as string) in scripts))).to.deep.equal([])
  })

  it('name files of the repository that are there', () => {
    const named = documents.flatMap(({ path, text }) =>
      [...text.matchAll(/`((?:spec-tests|bench|server|client|codec|agent|cli|deploy|docs)\/[\w./-]*)`/g)].map(
        ([, name = '']) => [path, name] as const,
      ),
    )
    expect(named.filter(([, name]) => !existsSync(join(root, name)))).to.deep.equal([])
  })

  it('use plain words', () => {
    const found = documents.flatMap(({ path, text }) =>
      riddles.flatMap(([riddle, plain]) => (riddle.test(text) ? [`${path}: ${riddle} (rather: ${plain})`] : [])),
    )
    expect(found).to.deep.equal([])
  })
})
