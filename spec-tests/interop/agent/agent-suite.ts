import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { loadAgentConfig } from '../../../agent/configuration/load-agent-config.ts'
import { routes } from '../../../agent/interface/routes.ts'
import { runAgent } from '../../../agent/run-agent.ts'
import { everyOperation, kmsTable, writeAgentFolder } from '../../agent/agent-folder.ts'
import { ask } from '../../agent/ask.ts'
import type { Tally } from '../tally.ts'

/** A KMS, of whichever make. */
export interface Kms {
  readonly name: string
  readonly port: number
  readonly ca: Uint8Array
  readonly cert: Uint8Array
  readonly key: Uint8Array
  /** Methods of wrapping that it can do. */
  readonly methods: readonly ('encrypt' | 'keyWrap' | 'local')[]
  /** Those of them that open with a key that is Deactivated. */
  readonly opensDeactivated: readonly ('encrypt' | 'keyWrap' | 'local')[]
}

const configuration = ({
  port,
  methods,
}: Kms): string => `${kmsTable(port)}${methods.map((method) => `[keys.${method}]\nmethod = "${method}"\ncreate = true\n`).join('')}
[[sockets]]
path = "run/agent.sock"
keys = [${methods.map((method) => `"${method}"`).join(', ')}]
secrets = ["*"]
kmsKeys = ["*"]
operations = ${everyOperation}
`

/** What an agent must be able to do on every KMS. */
export const runAgentSuite = async (kms: Kms, tally: Tally): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'kmip-agent-suite-'))
  await writeAgentFolder(folder, kms, configuration(kms))
  const faults: unknown[] = []
  const running = await runAgent(await loadAgentConfig(join(folder, 'agent.toml')), {
    logFault: (error) => faults.push(error),
    logRefusal: () => undefined,
  })
  const socket = join(folder, 'run/agent.sock')
  const call = async (method: string, path: string, body?: object | Buffer) => {
    const answer = await ask(socket, method, path, body)
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.body}`)
    return answer
  }
  const check = (what: string, work: () => Promise<void>) => tally.check(`agent on ${kms.name}: ${what}`, work)
  let oldest: unknown
  try {
    for (const method of kms.methods) {
      const at = (rest: string): string => `/v1/keys/${method}/${rest}`
      const old = randomBytes(32).toString('base64')
      let wrapped: unknown
      await check(`${method}: a data key is wrapped and unwrapped`, async () => {
        wrapped = (await call('POST', at('wrap'), { plaintext: old })).json.wrapped
        oldest ??= wrapped
        expect((await call('POST', at('unwrap'), { wrapped })).json.plaintext).to.equal(old)
      })
      await check(`${method}: an altered one does not open`, async () => {
        const altered = Buffer.from(String(wrapped), 'base64')
        altered.writeUInt8(altered.readUInt8(altered.length - 1) ^ 1, altered.length - 1)
        const { status } = await ask(socket, 'POST', at('unwrap'), { wrapped: altered.toString('base64') })
        expect(status).to.be.within(400, 502)
      })
      await check(`${method}: a stream is encrypted and decrypted`, async () => {
        const data = randomBytes(500_000)
        const { body } = await call('POST', `${at('encrypt')}?context=c`, data)
        expect((await call('POST', `${at('decrypt')}?context=c`, body)).body.equals(data)).to.equal(true)
      })
      await check(`${method}: the key is rotated, twice; everything still opens`, async () => {
        const value = randomBytes(16).toString('base64')
        await call('PUT', `/v1/secrets/${method}`, { key: method, value })
        const first = (await call('POST', at('rekey'))).json
        const second = (await call('POST', at('rekey'))).json
        expect(second.previous).to.include(first.current).and.have.length(2)
        expect(second.rewrapped).to.equal(1)
        expect((await call('GET', `/v1/secrets/${method}`)).json.value).to.equal(value)
        expect((await call('POST', at('unwrap'), { wrapped })).json.plaintext).to.equal(old)
        const again = (await call('POST', at('rewrap'), { wrapped })).json.wrapped
        expect((await call('POST', at('unwrap'), { wrapped: again })).json.plaintext).to.equal(old)
      })
    }
    for (const method of kms.methods) {
      const opens = kms.opensDeactivated.includes(method)
      const at = (rest: string): string => `/v1/keys/${method}/${rest}`
      await check(
        `${method}: old keys are ${opens ? 'Deactivated, and open' : 'not Deactivated, for they would not open'}`,
        async () => {
          const { wrapped, plaintext } = (await call('POST', at('data-key'))).json
          await call('POST', at('rekey'))
          const { status, json } = await ask(socket, 'POST', at('retire'))
          const listed = (await call('GET', at('uses'))).json
          const states = routes['GET /v1/keys/{name}/uses'].response.parse(listed).uses
          expect(status).to.equal(opens ? 200 : 502)
          if (opens) expect(json.retired).to.have.length(3)
          expect(states.slice(1).map(({ state }) => state)).to.deep.equal(
            Array(3).fill(opens ? 'Deactivated' : 'Active'),
          )
          expect((await call('POST', at('unwrap'), { wrapped })).json.plaintext).to.equal(plaintext)
        },
      )
    }
    await check('an agent that has lost its folder finds the keys again, old ones included', async () => {
      const [method = 'encrypt'] = kms.methods
      const { wrapped: newest } = (await call('POST', `/v1/keys/${method}/data-key`)).json
      const config = await loadAgentConfig(join(folder, 'agent.toml'))
      const elsewhere = join(folder, 'run/other.sock')
      await using _other = await runAgent(
        {
          ...config,
          dataDirectory: join(folder, 'empty'),
          sockets: config.sockets.map((each) => ({ ...each, path: elsewhere })),
        },
        { logFault: (error) => faults.push(error), logRefusal: () => undefined },
      )
      for (const wrapped of [newest, oldest]) {
        const { status } = await ask(elsewhere, 'POST', `/v1/keys/${method}/unwrap`, { wrapped })
        expect(status).to.equal(200)
      }
    })
    await check('a key that lives in the KMS is made, given and destroyed', async () => {
      await call('POST', '/v1/kms-keys/database-1')
      const { key } = (await call('GET', '/v1/kms-keys/database-1')).json
      expect(Buffer.from(String(key), 'base64')).to.have.length(32)
      expect((await call('GET', '/v1/kms-keys/database-1')).json.key).to.equal(key)
      await call('DELETE', '/v1/kms-keys/database-1')
      expect((await ask(socket, 'GET', '/v1/kms-keys/database-1')).status).not.to.equal(200)
    })
    await check('no fault of its own', async () => {
      expect(faults).to.deep.equal([])
    })
  } finally {
    await running[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  }
}
