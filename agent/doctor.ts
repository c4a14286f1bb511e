import { randomBytes, X509Certificate } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { connect as connectSocket } from 'node:net'
import { connect } from '../client/index.ts'
import { protocolVersionOf } from '../codec/index.ts'
import { type AgentConfig, type KeyConfig, loadAgentConfig } from './configuration/load-agent-config.ts'
import { AgentError } from './interface/agent-error.ts'
import { loadConnectOptions } from './kms/connect-options.ts'
import { findSuccessor } from './kms/key-encryption-key.ts'
import type { Kms } from './kms/kms.ts'
import { type OpenedAgent, openAgent } from './run-agent.ts'

/** The result of one check. */
export interface Finding {
  readonly result: 'ok' | 'warning' | 'failed'
  /** What was checked. */
  readonly what: string
  readonly detail: string
  /** What to do. */
  readonly remedy?: string
}

type Check = () => Promise<readonly Finding[]>

const pass = (what: string, detail: string): Finding => ({ result: 'ok', what, detail })
const warn = (what: string, detail: string, remedy: string): Finding => ({ result: 'warning', what, detail, remedy })
const fail = (what: string, detail: string, remedy?: string): Finding => ({
  result: 'failed',
  what,
  detail,
  ...(remedy && { remedy }),
})

const toOctal = (mode: number): string => (mode & 0o777).toString(8).padStart(4, '0')

/** Checks that a file permits its users no more than `allowed`. */
const checkMode = async (what: string, path: string, allowed: number): Promise<Finding> => {
  const found = await stat(path).catch(() => undefined)
  if (!found) return fail(what, `${path} does not exist`, 'Correct the path in the configuration.')
  const open = found.mode & ~allowed & 0o777
  return open === 0
    ? pass(what, `${path}, mode ${toOctal(found.mode)}`)
    : fail(
        what,
        `${path} has mode ${toOctal(found.mode)}: other users have access`,
        `chmod ${toOctal(allowed)} ${path}`,
      )
}

const millisecondsPerDay = 86_400_000

const checkCertificate = async (what: string, path: string, now: Date): Promise<Finding> => {
  const { validFromDate, validToDate } = new X509Certificate(await readFile(path))
  const days = Math.floor((validToDate.getTime() - now.getTime()) / millisecondsPerDay)
  const until = validToDate.toISOString().slice(0, 10)
  if (validFromDate > now)
    return fail(what, `${path} is not valid before ${validFromDate.toISOString()}`, 'Set the clock of this machine.')
  if (days < 0) return fail(what, `${path} expired on ${until}`, 'Issue a new one: kmip client add NAME --replace')
  return days < 30
    ? warn(what, `${path} expires on ${until}, in ${days} days`, 'Issue a new one: kmip client add NAME --replace')
    : pass(what, `${path}, valid until ${until}`)
}

/** Seconds that two clocks may differ. */
const tolerance = 60

/** Checks connection, trust, version and clock of one server. */
const checkServer = async (address: string, config: AgentConfig, now: () => Date): Promise<Finding[]> => {
  const what = `KMS ${address}`
  try {
    await using client = await connect({ ...(await loadConnectOptions(config)), servers: [address] })
    const { responseHeader } = await client.send({
      requestHeader: { protocolVersion: protocolVersionOf(client.version), batchCount: 1 },
      batchItem: [{ operation: 'Query', requestPayload: { queryFunction: ['QueryServerInformation'] } }],
    })
    const apart = Math.round((responseHeader.timeStamp.getTime() - now().getTime()) / 1000)
    const clock =
      Math.abs(apart) > tolerance
        ? warn(
            `${what}, clock`,
            `differs by ${apart} s from this machine`,
            'Set both by NTP: dates of keys depend on the clock.',
          )
        : pass(`${what}, clock`, 'agrees with this machine')
    return [pass(what, `reached over TLS, speaks KMIP ${client.version}`), clock]
  } catch (error) {
    const { message, hint } = error as Error & { hint?: string }
    return [fail(what, message, hint)]
  }
}

const checkSocket = (path: string): Promise<Finding> =>
  new Promise((resolve) => {
    const what = `socket ${path}`
    const socket = connectSocket(path)
    socket.on('connect', () => {
      socket.destroy()
      resolve(pass(what, 'an agent listens'))
    })
    socket.on('error', ({ code }: NodeJS.ErrnoException) =>
      resolve(
        code === 'EACCES'
          ? warn(what, 'this user may not connect', 'Run kmip doctor as the user of the database, or as root.')
          : fail(what, 'no agent listens', 'Start it: systemctl start kmip-agent, or kmip agent'),
      ),
    )
  })

/** What to run about a key that does not work. */
const findRemedy = async (kms: Kms, key: string, config: KeyConfig, current: string): Promise<string> => {
  const successor = await kms
    .useWithRetry((client) => findSuccessor(client, config, current))
    .catch((error: unknown) => {
      if (error instanceof AgentError) return undefined
      throw error
    })
  return successor === undefined ? `kmip agent rekey ${key}` : `kmip agent adopt ${key} ${successor}`
}

/** Checks that a key exists, is Active, and unwraps what it wraps. */
const checkKey = async ({ agent, kms }: OpenedAgent, key: string, config: KeyConfig): Promise<readonly Finding[]> => {
  const what = `key ${key}`
  let current: string | undefined
  try {
    const state = await agent.readKeyState(key)
    current = state.current
    const dataKey = randomBytes(32)
    const unwrapped = await agent.unwrap(key, await agent.wrap(key, dataKey))
    const works = dataKey.equals(unwrapped)
      ? pass(what, `${current} wraps and unwraps (${config.method})`)
      : fail(what, 'does not unwrap what it wraps')
    if (!state.rotation) return [works]
    const commands = `kmip agent rekey ${key}, or give it up: kmip agent rekey ${key} --undo`
    return [works, warn(what, 'a rotation is not complete', `Complete it: ${commands}`)]
  } catch (error) {
    if (!(error instanceof AgentError)) throw error
    const remedy =
      current !== undefined && error.code !== 'kmsUnavailable'
        ? await findRemedy(kms, key, config, current)
        : error.hint
    return [fail(what, error.message, remedy)]
  }
}

const checkKeys = async (config: AgentConfig): Promise<Finding[]> => {
  await using opened = await openAgent({ ...config, cache: 0 })
  const findings: Finding[] = []
  for (const [key, each] of Object.entries(config.keys)) findings.push(...(await checkKey(opened, key, each)))
  return findings
}

/** Checks everything from the agent's configuration to the keys in the KMS, in that order. */
export async function* examine(file: string, now: () => Date): AsyncGenerator<Finding> {
  let config: AgentConfig
  try {
    config = await loadAgentConfig(file)
  } catch (error) {
    yield fail('configuration', (error as Error).message)
    return
  }
  yield pass('configuration', file)
  const { kms } = config
  const checks: Check[] = [
    async () => [await checkMode('private key', kms.key, 0o640)],
    async () => [await checkMode('data directory', config.dataDirectory, 0o700)],
    async () => [await checkCertificate('client certificate', kms.cert, now())],
    async () => (kms.ca === undefined ? [] : [await checkCertificate('authority', kms.ca, now())]),
    () => Promise.all(config.sockets.map(({ path }) => checkSocket(path))),
    ...kms.servers.map((address) => () => checkServer(address, config, now)),
    () => checkKeys(config),
  ]
  for (const check of checks)
    yield* await check().catch((error: unknown) => [
      fail('this check', error instanceof Error ? error.message : String(error)),
    ])
}
