import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { openServerStore } from '../open-server-store.ts'
import { setUp } from './set-up.ts'
import { toSetUpPaths } from './set-up-paths.ts'

describe('the keys of a server', function () {
  this.timeout(20_000)
  let directory: string
  beforeEach(async () => {
    directory = join(await mkdtemp(join(tmpdir(), 'kmip-server-keys-')), 'data')
    await setUp({
      ...{ directory, hostName: 'localhost', now: new Date() },
      ...{ serverCertificates: false, clientCertificates: false, certifyAuthority: false },
    })
  })
  afterEach(() => rm(join(directory, '..'), { recursive: true }))
  const open = () =>
    openServerStore({
      path: join(directory, 'store.db'),
      masterKey: toSetUpPaths(directory).masterKey,
      reportFault(error) {
        throw error
      },
      onKeyEvent: () => undefined,
    })

  it('are replaced one after the other when several administrators do so at once', async () => {
    const first = await open()
    const ids = await Promise.all([
      ...[first.keys.rotateMasterKey(), first.keys.rotateDataKey(), first.keys.rotateMasterKey()],
      ...[first.keys.rotateDataKey(), first.keys.rotateMasterKey()],
    ])
    expect(new Set(ids).size).to.equal(5)
    await first.keys.finishReseal()
    await first.store.close()
    const second = await open()
    const { masterKey, dataKeys } = await second.keys.read()
    await second.store.close()
    expect(masterKey).to.equal(ids[4])
    expect(dataKeys.map(({ dataKey }) => dataKey)).to.deep.equal([2, 4])
    expect((await readdir(directory)).filter((name) => name.includes('master'))).to.deep.equal(['master.key'])
  })
})
