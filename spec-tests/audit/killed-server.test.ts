import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { connect } from '../../client/index.ts'
import { listAudit, verifyAudit } from '../../server/index.ts'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'

const kills = Number(process.env.KMIP_AUDIT_KILLS ?? 3)
const connections = 4

/** Creates keys and fetches each once, until the connection ends. */
const work = async (server: ServerProcess, answered: string[]): Promise<void> => {
  await using client = await connect({
    ...{ host: 'localhost', port: server.port, retries: 0 },
    ...{ ca: readFileSync(server.ca), cert: readFileSync(server.cert), key: readFileSync(server.key) },
  })
  const attributes = { cryptographicAlgorithm: 'AES', cryptographicLength: 128, cryptographicUsageMask: ['Encrypt'] }
  try {
    for (;;) {
      const { uniqueIdentifier } = await client.create({ objectType: 'SymmetricKey', attributes } as never)
      answered.push(`Create ${uniqueIdentifier}`)
      await client.get({ uniqueIdentifier } as never)
      answered.push(`Get ${uniqueIdentifier}`)
    }
  } catch {
    // The server was killed.
  }
}

describe('the audit log of a server that is killed', function () {
  this.timeout(60_000 * kills)

  it(`has every answered request once, after ${kills} kills under load`, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'kmip-audit-kill-'))
    const dataDirectory = join(directory, 'data')
    const start = () => startServerProcess(['--data-directory', dataDirectory])
    const answered: string[] = []
    try {
      for (let kill = 0; kill < kills; kill++) {
        const server = await start()
        const before = answered.length
        const working = Promise.all(Array.from({ length: connections }, () => work(server, answered)))
        while (answered.length < before + 50) await sleep(20)
        await sleep(Math.random() * 500)
        await server.kill()
        await working
      }
      expect(await (await start()).stop()).to.equal(0)
      const listed = await listAudit(dataDirectory, { maximumItems: 1_000_000 })
      const counts = new Map<string, number>()
      for (const { entry } of listed) {
        const what = `${entry.operation} ${entry.object}`
        counts.set(what, (counts.get(what) ?? 0) + 1)
      }
      expect(answered.filter((what) => counts.get(what) !== 1)).to.deep.equal([])
      const twice = [...counts].filter(([what, count]) => /^(Create|Get) /.test(what) && count > 1)
      expect(twice).to.deep.equal([])
      const { faults, entries } = await verifyAudit({ log: join(dataDirectory, 'audit'), onProgress: () => undefined })
      expect([faults, entries]).to.deep.equal([0, listed.length])
    } finally {
      rmSync(directory, { recursive: true })
    }
  })
})
