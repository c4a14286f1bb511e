import { statSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect } from 'chai'
import { closeSocket, listenOnSocket } from './listen.ts'

describe('listenOnSocket', () => {
  let folder: string
  let path: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kmip-socket-'))
    path = join(folder, 'it.sock')
  })
  afterEach(() => rm(folder, { recursive: true }))

  const start = (mode = 0o660) => listenOnSocket({ path, mode }, 'test', (_request, response) => response.end())

  it('refuses a directory that everybody can write to, except with the sticky bit', async () => {
    await chmod(folder, 0o777)
    const refusal = await start().then(
      () => 'started',
      (error: Error) => error.message,
    )
    expect(refusal).to.equal(`Every user can write into ${folder}. Run: chmod o-w ${folder}`)
    await chmod(folder, 0o1777)
    await closeSocket(await start())
  })

  /** The modes that the socket has until it is open. */
  const watchModes = async (): Promise<readonly number[]> => {
    let isStarted = false
    const starting = start().finally(() => {
      isStarted = true
    })
    const modes: number[] = []
    while (!isStarted) {
      const found = statSync(path, { throwIfNoEntry: false })
      if (found) modes.push(found.mode & 0o777)
      await setImmediate()
    }
    await closeSocket(await starting)
    return modes
  }

  it('lets nobody else connect before owner and mode are set', async () => {
    // The time between is short: one look may miss it.
    const modes = new Set<number>()
    for (let times = 0; times < 50; times++) for (const mode of await watchModes()) modes.add(mode)
    expect([...modes].filter((mode) => mode !== 0o600 && mode !== 0o660)).to.deep.equal([])
  })
})
