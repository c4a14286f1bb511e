import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { protocolVersionOf, type RequestBatchItem, type RequestHeader } from '../../codec/index.ts'
import { type Serving, serve } from '../../server/index.ts'

describe('limits of the configuration reach the server', () => {
  let folder: string
  let running: Serving
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kmip-limits-'))
    const flags = {
      dataDirectory: folder,
      port: 0,
      limits: { timeStampTolerance: 60 },
      asynchronous: { perPrincipal: 1 },
      log: { level: 'error' },
    }
    running = await serve({ environment: {}, flags })
  })
  after(async () => {
    await running.close()
    rmSync(folder, { recursive: true })
  })

  const ask = async (header: Partial<RequestHeader>) => {
    const item = { operation: 'Create', requestPayload: { objectType: 'SymmetricKey', attributes: [] } }
    const requestHeader = { protocolVersion: protocolVersionOf('2.1'), batchCount: 1, ...header }
    const { batchItem } = await running.server.inject(
      { requestHeader, batchItem: [item as RequestBatchItem] },
      { id: 'CN=alice' },
    )
    return batchItem[0]?.resultReason ?? batchItem[0]?.resultStatus
  }

  it('timeStampTolerance', async () => {
    expect(await ask({ timeStamp: new Date(Date.now() - 120_000) })).to.equal('InvalidMessage')
    expect(await ask({ timeStamp: new Date() })).to.equal('InvalidField')
  })

  it('asynchronous.perPrincipal', async () => {
    expect(await ask({ asynchronousIndicator: 'Mandatory' })).to.equal('OperationPending')
    expect(await ask({ asynchronousIndicator: 'Mandatory' })).to.equal('ServerLimitExceeded')
  })
})
