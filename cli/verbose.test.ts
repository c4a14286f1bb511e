import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { AnsweringServer } from '../client/testing/answering-server.ts'
import { oddServer, writeCertificates } from '../client/testing/odd-server.ts'
import { kmip, type Run } from './testing/run-kmip.ts'

describe('--verbose', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kmip-verbose-'))
  let server: AnsweringServer

  before(async () => {
    server = await oddServer()
    await writeCertificates(folder)
  })

  after(async () => {
    await server[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true })
  })

  const ask = (...flags: string[]): Promise<Run> => {
    const files = [
      '--ca',
      join(folder, 'ca.crt'),
      '--cert',
      join(folder, 'client.crt'),
      '--key',
      join(folder, 'client.key'),
    ]
    return kmip(['attributes', 'get', 'k', '--server', `127.0.0.1:${server.port}`, ...files, ...flags])
  }

  it('prints each oddity in one line on standard error; the output is the same', async () => {
    const loud = await ask('--verbose')
    expect(loud.stderr).to.equal(
      `oddity: 127.0.0.1:${server.port}: the answer to GetAttributes: ResponseMessage/BatchItem[0]/ResponsePayload/Attributes/RotateInterval: expected Interval, found LongInteger; skipped\n`,
    )
    const silent = await ask()
    expect(silent).to.deep.include({ code: 0, stderr: '', stdout: loud.stdout })
    expect(silent.stdout).to.match(/State\s+Active/)
  })

  it('an oddity in what was asked for is an error that names the flag', async () => {
    const refused = await ask('RotateInterval')
    expect(refused.code).to.equal(3)
    expect(refused.stderr)
      .to.include('RotateInterval: expected Interval, found LongInteger')
      .and.to.include('--kmip-version')
  })
})
