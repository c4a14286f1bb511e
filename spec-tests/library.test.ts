import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { blocksOf, readDocument } from './documents/documents.ts'
import { installPackage, nodes, run } from './support/install-package.ts'
import { type ServerProcess, startServerProcess } from './support/server-process.ts'

/** docs/library.md, compiled and run by somebody who has installed the package. Needs `dist/` (`npm run test:package` builds it). */
const root = join(import.meta.dirname, '..')

/** A section of the page, whose examples are one program. */
const programs = readDocument('docs/library.md')
  .text.split(/^## /m)
  .slice(1)
  .map((section) => ({
    title: section.slice(0, section.indexOf('\n')),
    code: blocksOf(section)
      .filter(({ language }) => language === 'ts')
      .map(({ text }) => text)
      .join('\n'),
  }))

/** What each program must have come to, checked at its end. */
const outcomes: Readonly<Record<string, { readonly check: string; readonly printed: RegExp }>> = {
  'A client': {
    check: `
      if (found.uniqueIdentifier?.[0] !== uniqueIdentifier) throw new Error('not found')
      if (secretKey.symmetricKeySize !== 32 || newKey.symmetricKeySize !== 32) throw new Error('no key')
      if (secretKey.equals(newKey)) throw new Error('not rotated')
      if (!registered.uniqueIdentifier) throw new Error('not registered')
      if (oddities.length > 0) throw new Error('an oddity of this server')
      if (Buffer.from(opened.data as Uint8Array).toString() !== '4111-1111') throw new Error('not opened')`,
    printed: /^WrongKeyLifecycleState$/m,
  },
  'A server': { check: '', printed: /^kmip:\/\/localhost:\d+ .*kms\/ca\.crt\n.*payments-db\.crt .*payments-db\.key$/m },
  'The codec': { check: '', printed: /^Get\n1\.0 1\.0$/m },
}

const compilerOptions = {
  ...{ module: 'NodeNext', target: 'ES2024', lib: ['ES2024', 'ESNext.Disposable'], strict: true },
  ...{ skipLibCheck: true, noEmit: true, typeRoots: [join(root, 'node_modules/@types')], types: ['node'] },
}

describe('docs/library.md', () => {
  let folder: string
  let server: ServerProcess

  before(async () => {
    folder = installPackage().folder
    server = await startServerProcess(['--data-directory', join(folder, 'server')])
    const files = { 'ca.crt': server.ca, 'payments-db.crt': server.cert, 'payments-db.key': server.key }
    for (const [name, path] of Object.entries(files))
      writeFileSync(join(folder, name), readFileSync(path), { mode: 0o600 })
    for (const [at, { title, code }] of programs.entries()) {
      const here = code.replaceAll("host: 'kms.example.org',", `port: ${server.port},`)
      writeFileSync(join(folder, `example-${at}.ts`), `${here}\n${outcomes[title]?.check}\n`)
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['example-*.ts'] }))
  })

  after(async () => {
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  it('has a check for each section', () => {
    expect(programs.map(({ title }) => title)).to.deep.equal(Object.keys(outcomes))
  })

  it('has examples that compile', () => {
    expect(run(folder, join(root, 'node_modules/.bin/tsc'), '-p', '.')).to.equal('')
  })

  for (const node of nodes)
    for (const [at, { title }] of programs.entries())
      it(`${title}: runs under ${run(root, node, '--version').trim()}`, () => {
        rmSync(join(folder, 'kms'), { recursive: true, force: true })
        // Names are unique, and another Node.js may have run it before.
        const name = `example-${at}-${nodes.indexOf(node)}.ts`
        const code = readFileSync(join(folder, `example-${at}.ts`), 'utf8')
        writeFileSync(join(folder, name), code.replaceAll('from-the-library', `from-${name}`))
        expect(run(folder, node, name)).to.match(outcomes[title]?.printed ?? /nothing/)
      })
})
