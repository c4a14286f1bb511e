import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { readResponse, TtlvReader } from '../../codec/index.ts'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { type Access, openWireClient, type WireClient } from '../support/wire-client.ts'
import { createKey, createSlowKeyPair, discoverVersions } from './requests.ts'
import { readServerAccess } from './server-access.ts'

const hasSucceeded = (answer: Uint8Array): boolean =>
  readResponse(new TtlvReader(answer)).batchItem[0]?.resultStatus === 'Success'

describe('a server that is asked to stop under load', () => {
  let directory: string
  let server: ServerProcess
  let access: Access

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kmip-shutdown-'))
    server = await startServerProcess(['--data-directory', join(directory, 'data')])
    access = await readServerAccess(server)
  })
  after(async () => {
    await server.kill()
    await rm(directory, { recursive: true })
  })

  it('answers what has arrived, breaks nothing off, and exits with 0 in time', async () => {
    const clients: WireClient[] = []
    const open = async () => {
      const client = await openWireClient(access)
      clients.push(client)
      return client
    }
    // Three that have sent all they will: long work, a pipeline, and nothing at all.
    const slow = await open()
    const pipelined = await open()
    const silent = await open()
    // Eight that ask again as soon as they are answered.
    const answers: Buffer[] = []
    const loops = Array.from({ length: 8 }, async () => {
      const client = await open()
      for (;;) {
        const answer = await client.ask(createKey).catch(() => undefined)
        if (!answer) return
        answers.push(answer)
      }
    })
    while (answers.length < 30) await sleep(5)
    slow.send(createSlowKeyPair)
    const pair = slow.receive()
    pipelined.send(Buffer.concat([...Array.from({ length: 10 }, () => createKey), discoverVersions]))
    const piped = Promise.all(Array.from({ length: 11 }, () => pipelined.receive()))
    await sleep(20)

    const begin = Date.now()
    const code = await server.stop()
    expect(code).to.equal(0)
    expect(Date.now() - begin).to.be.below(5000)
    expect(hasSucceeded(await pair)).to.equal(true)
    expect((await piped).every(hasSucceeded)).to.equal(true)
    await Promise.all(loops)
    expect(answers.every(hasSucceeded)).to.equal(true)
    // Nobody was reset.
    expect(await Promise.all(clients.map(({ ended }) => ended))).to.deep.equal(clients.map(() => undefined))
    expect(silent.socket.closed).to.equal(true)
    for (const client of clients) client.close()
    expect(server.log()).not.to.match(/"fault"|reset/)
  })
})
