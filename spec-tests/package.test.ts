import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { describeOldNode } from '../cli/required-node.ts'
import { installPackage, nodes, type Packed, run } from './support/install-package.ts'
import { findOldNodes } from './support/old-nodes.ts'

/**
 * What is published, as someone who installs it meets it: `npm pack`, installed into an empty folder. Needs `dist/`
 * (`npm run test:package` builds it). KMIP_NODES may name more Node binaries to try, separated by `:`.
 */

const root = join(import.meta.dirname, '..')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
const doors = ['kmip/codec', 'kmip/client', 'kmip/server']

/** Bytes. Packed is what each install downloads; the declarations grow without notice when inference runs wild. */
const bounds = { packed: 900_000, unpacked: 4_000_000, oneDeclaration: 200_000 }

describe('package', () => {
  let folder: string
  let packed: Packed

  before(() => {
    const installed = installPackage()
    folder = installed.folder
    packed = installed.packed
  })

  after(() => {
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  it('holds the emitted code, the papers and the units of systemd, no source and no test', () => {
    const papers = ['CHANGELOG.md', 'LICENSE', 'NOTICE', 'README.md', 'SECURITY.md', 'package.json']
    const units = ['deploy/kmip-agent.service', 'deploy/kmip.service']
    const paths = packed.files.map(({ path }) => path)
    expect(paths.filter((path) => !path.startsWith('dist/')).sort()).to.deep.equal([...papers, ...units].sort())
    const strange = paths.filter(
      (path) =>
        path.startsWith('dist/') &&
        !/^dist\/(configuration|durable|concurrency|logging|socket-interface|transparency|codec|client|server|agent|cli)\/.*\.(js|d\.ts)$/.test(
          path,
        ),
    )
    expect(strange).to.deep.equal([])
    expect(paths.filter((path) => /\.test\.|\/contract[/.]|\/testing\//.test(path))).to.deep.equal([])
  })

  it('stays small', () => {
    expect(packed.size).to.be.below(bounds.packed)
    expect(packed.unpackedSize).to.be.below(bounds.unpacked)
    const swollen = packed.files.filter(({ path, size }) => path.endsWith('.d.ts') && size > bounds.oneDeclaration)
    expect(swollen).to.deep.equal([])
  })

  it('brings no install script, its own or of a dependency', () => {
    const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { hasInstallScript?: boolean }>
    }
    const scripted = Object.entries(lock.packages).filter(([, { hasInstallScript }]) => hasInstallScript)
    expect(scripted.map(([path]) => path)).to.deep.equal([])
  })

  for (const node of nodes) {
    describe(`under ${run(root, node, '--version').trim()}`, () => {
      it('answers kmip --version', () => {
        const bin = join(folder, 'node_modules/.bin/kmip')
        expect(statSync(bin).mode & 0o111).to.equal(0o111)
        expect(run(folder, node, bin, '--version').trim()).to.equal(version)
      })

      for (const door of doors) {
        it(`runs import '${door}'`, () => {
          const script = `console.log(JSON.stringify(Object.keys(await import('${door}'))))`
          expect(JSON.parse(run(folder, node, '--input-type=module', '--eval', script))).to.not.be.empty
        })
      }

      it('serves a key to its own client', () => {
        const data = join(folder, `data-${nodes.indexOf(node)}`)
        const script = ['--input-type=module', '--eval', conversation, data]
        expect(JSON.parse(run(folder, node, ...script))).to.deep.equal({ version: '2.1', bytes: 32 })
      })

      it('has no other door', () => {
        const script = `await import('kmip/dist/codec/index.js')`
        expect(() => run(folder, node, '--input-type=module', '--eval', script)).to.throw(
          'ERR_PACKAGE_PATH_NOT_EXPORTED',
        )
      })
    })
  }

  describe('under a Node.js that is too old', () => {
    const bin = () => join(folder, 'node_modules/.bin/kmip')
    const start = (node: string, ...args: string[]) => {
      const { status, stdout, stderr } = spawnSync(node, [...args, bin(), 'restore', 'archive/1', '1'], {
        encoding: 'utf8',
      })
      return { status, stdout, stderr }
    }
    const describeRefusal = (version: string) => ({
      status: 126,
      stdout: '',
      stderr: `kmip: ${describeOldNode(version)}\n`,
    })

    it('says in one sentence which one is required', () => {
      const pretend = `Object.defineProperty(process.versions, 'node', { value: '18.20.8' })`
      const node = start(process.execPath, '--import', `data:text/javascript,${encodeURIComponent(pretend)}`)
      expect(node).to.deep.equal(describeRefusal('18.20.8'))
    })

    it('needs nothing else for that, and no syntax that Node.js 18 lacks', () => {
      const text = (name: string) => readFileSync(join(folder, 'node_modules/kmip/dist/cli', `${name}.js`), 'utf8')
      const imports = [...text('main').matchAll(/^import .*/gm), ...text('required-node').matchAll(/^import .*/gm)]
      expect(imports.map(([line]) => line)).to.deep.equal([`import { describeOldNode } from './required-node.js';`])
      expect(text('main') + text('required-node')).to.not.match(/\busing\b|import .* with|\?\?=|#[a-z]\w* in/)
    })

    for (const [version, node] of findOldNodes())
      it(`${version}, which this machine has, says it too`, () =>
        expect(start(node)).to.deep.equal(describeRefusal(version)))
  })

  it('has types that a strict project sees', () => {
    const types = join(root, 'node_modules/@types')
    const compilerOptions = { module: 'NodeNext', target: 'ES2024', strict: true, skipLibCheck: true, noEmit: true }
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: { ...compilerOptions, typeRoots: [types], types: ['node'] },
        include: ['*.ts'],
      }),
    )
    writeFileSync(join(folder, 'consumer.ts'), consumer)
    expect(run(folder, join(root, 'node_modules/.bin/tsc'), '-p', '.')).to.equal('')
  })
})

/** Server, storage thread, TLS and client, from the emitted files. */
const conversation = `
import { readFile } from 'node:fs/promises'
import { connect, toKeyObject } from 'kmip/client'
import { serve } from 'kmip/server'

const flags = { dataDirectory: process.argv[1], port: 0, log: { level: 'error' } }
const { server, port, setUp } = await serve({ environment: {}, flags })
const { ca, admin } = setUp.paths
const client = await connect({
  port,
  ca: await readFile(ca.cert),
  cert: await readFile(admin.cert),
  key: await readFile(admin.key),
})
const attributes = {
  name: 'orders',
  cryptographicAlgorithm: 'AES',
  cryptographicLength: 256,
  cryptographicUsageMask: ['Encrypt', 'Decrypt'],
}
const { uniqueIdentifier } = await client.create({ objectType: 'SymmetricKey', attributes })
const { object } = await client.get({ uniqueIdentifier })
console.log(JSON.stringify({ version: client.version, bytes: toKeyObject(object).symmetricKeySize }))
await client.close()
await server.close()
`

/** Does not compile when a door or a payload has no types (`any`), nor when a wrong name or value is not refused. */
const consumer = `
import * as client from 'kmip/client'
import type { RequestOf, ResponseOf } from 'kmip/codec'
import * as codec from 'kmip/codec'
import * as server from 'kmip/server'

type IsAny<T> = 0 extends 1 & T ? true : false
type AnyIn<M> = { [K in keyof M]-?: IsAny<M[K]> extends true ? K : never }[keyof M]
const none = <_T extends never>(): void => {}
none<AnyIn<typeof client>>()
none<AnyIn<typeof codec>>()
none<AnyIn<typeof server>>()
none<AnyIn<RequestOf<'Get'>>>()
none<AnyIn<ResponseOf<'Get'>>>()

export const request: RequestOf<'Get'> = { uniqueIdentifier: 'x', keyFormatType: 'Raw' }
// @ts-expect-error: no such format
export const value: RequestOf<'Get'> = { keyFormatType: 'Rwa' }
// @ts-expect-error: no such field
export const field: RequestOf<'Get'> = { uniqueIdentifer: 'x' }
`
