import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { openAgent } from '../../agent/run-agent.ts'
import { describeOddity, type Oddity } from '../../client/index.ts'
import { oddServer, writeCertificates } from '../../client/testing/odd-server.ts'
import { openAgentSite } from './agent-site.ts'

describe('an agent whose KMS departs from the standard', () => {
  it('reads what it asked for, and logs the rest once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kmip-agent-oddities-'))
    const logged: Oddity[] = []
    await using server = await oddServer()
    await using site = await openAgentSite()
    const { kms, ...config } = await site.config()
    const odd = { ...kms, ...(await writeCertificates(folder)), servers: [`127.0.0.1:${server.port}`] }
    await using agent = await openAgent({ ...config, kms: odd }, { logOddity: (oddity) => void logged.push(oddity) })
    for (let i = 0; i < 2; i++) {
      const answer = await agent.kms.use((client) =>
        client.getAttributes({ uniqueIdentifier: 'k', attributeReference: ['State'] }),
      )
      expect(answer.attributes).to.deep.equal([{ attribute: 'State', value: 'Active' }])
    }
    expect(logged.map(describeOddity)).to.deep.equal([
      `127.0.0.1:${server.port}: the answer to GetAttributes: ResponseMessage/BatchItem[0]/ResponsePayload/Attributes/RotateInterval: expected Interval, found LongInteger; skipped`,
    ])
    await rm(folder, { recursive: true })
  })
})
