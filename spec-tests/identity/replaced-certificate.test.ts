import { readFileSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { addClient, type Serving, serve } from '../../server/index.ts'
import { connectLineClient, type LineClient } from '../compatibility/line-client.ts'
import { enumeration } from '../compatibility/lines.ts'
import type { Access } from '../support/wire-client.ts'

const query = enumeration('QueryFunction', 1)

/** `kmip client add --replace`: the old certificate is valid for the overlap, and not longer. */
describe('a replaced certificate', function () {
  this.timeout(20_000)
  let folder: string
  let directory: string
  let serving: Serving
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kmip-replaced-'))
    directory = join(folder, 'data')
    serving = await serve({
      environment: {},
      flags: { port: 0, dataDirectory: directory, log: { level: 'error' } },
    })
  })
  after(async () => {
    await serving.close()
    rmSync(folder, { recursive: true })
  })

  const issue = async (name: string, overlap?: number): Promise<Access> => {
    const { cert, key, ca } = await addClient({
      ...{ directory, name, keyType: 'EC', days: 1, now: new Date() },
      replace: overlap === undefined ? undefined : { overlap },
    })
    return { port: serving.port, ca: readFileSync(ca), cert: readFileSync(cert), key: readFileSync(key) }
  }
  const isAnswered = async ({ ask }: LineClient): Promise<boolean> =>
    ask('1.4', 'Query', query).then(
      ({ outcome }) => outcome === 'Success',
      () => false,
    )
  const isAdmitted = (access: Access, more: object): Promise<boolean> =>
    connectLineClient(access, more).then(isAnswered, () => false)

  for (const protocol of ['TLSv1.2', 'TLSv1.3'] as const) {
    const only = { minVersion: protocol, maxVersion: protocol } as const

    it(`${protocol}: its open connections close when the overlap ends, and its sessions do not resume`, async () => {
      const name = `overlap-${protocol}`
      const before = await issue(name)
      const open = await connectLineClient(before, only)
      let session = open.wire.socket.getSession()
      open.wire.socket.on('session', (each) => {
        session = each
      })
      expect(await isAnswered(open)).to.equal(true)
      const renewed = await issue(name, 2500)
      const kept = await connectLineClient(renewed, only)
      expect([await isAnswered(open), await isAdmitted(before, only), await isAnswered(kept)]).to.deep.equal([
        true,
        true,
        true,
      ])
      await open.wire.ended
      expect(await isAdmitted(before, only)).to.equal(false)
      expect(await isAdmitted(before, { ...only, session })).to.equal(false)
      expect(await isAnswered(kept)).to.equal(true)
      kept.wire.close()
    })

    it(`${protocol}: without an overlap it ends at once`, async () => {
      const name = `now-${protocol}`
      const before = await issue(name)
      const open = await connectLineClient(before, only)
      expect(await isAnswered(open)).to.equal(true)
      const renewed = await issue(name, 0)
      expect(await isAdmitted(before, only)).to.equal(false)
      await open.wire.ended
      expect(await isAdmitted(renewed, only)).to.equal(true)
    })
  }
})
