import { randomBytes, X509Certificate } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { connect as connectSocket } from 'node:net'
import { connect } from '../client/index.ts'
import { protocolVersionOf } from '../codec/index.ts'
import { type AgentConfig, loadAgentConfig } from './configuration/load-agent-config.ts'
import { AgentError } from './interface/agent-error.ts'
import { loadConnectOptions } from './kms/connect-options.ts'
import { openAgent } from './run-agent.ts'

/** What one look found. */
export interface Finding {
  readonly result: 'ok' | 'warning' | 'failed'
  /** What was looked at. */
  readonly what: string
  readonly detail: string
  /** What to do. */
  readonly remedy?: string
}

type Check = () => Promise<Finding | readonly Finding[]>

const pass = (what: string, detail: string): Finding => ({ result: 'ok', what, detail })
const warn = (what: string, detail: string, remedy: string): Finding => ({ result: 'warning', what, detail, remedy })
const fail = (what: string, detail: string, remedy?: string): Finding => ({
  result: 'failed',
  what,
  detail,
  ...(remedy && { remedy }),
})

const toOctal = (mode: number): string => (mode & 0o777).toString(8).padStart(4, '0')

/** A file that nobody but its owner may read. */
const checkMode = async (what: string, path: string, allowed: number): Promise<Finding> => {
  const there = await stat(path).catch(() => undefined)
  if (!there) return fail(what, `${path} is not there`, 'Correct the path in the configuration.')
  const open = there.mode & ~allowed & 0o777
  return open === 0
    ? pass(what, `${path}, mode ${toOctal(there.mode)}`)
    : fail(what, `${path} has mode ${toOctal(there.mode)}: others may use it`, `chmod ${toOctal(allowed)} ${path}`)
}

const millisecondsPerDay = 86_400_000

const checkCertificate = async (what: string, path: string, now: Date): Promise<Finding> => {
  const { validFromDate, validToDate } = new X509Certificate(await readFile(path))
  const days = Math.floor((validToDate.getTime() - now.getTime()) / millisecondsPerDay)
  const until = validToDate.toISOString().slice(0, 10)
  if (validFromDate > now)
    return fail(what, `${path} is valid from ${validFromDate.toISOString()} on only`, "Set this machine's clock.")
  if (days < 0) return fail(what, `${path} ended on ${until}`, 'Issue a new one: kmip client add NAME --replace')
  return days < 30
    ? warn(what, `${path} ends on ${until}, in ${days} days`, 'Issue a new one: kmip client add NAME --replace')
    : pass(what, `${path}, until ${until}`)
}

/** Seconds that two clocks may differ. */
const tolerance = 60

/** One server: reached, trusted, which version, what it says the time is. */
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
            `${apart} s apart from this machine's`,
            'Set both by NTP: keys begin and end by the clock.',
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
          ? warn(what, 'this user may not connect', 'Run this as the user of the database, or as root.')
          : fail(what, 'no agent listens', 'Start it: systemctl start kmip-agent, or kmip agent'),
      ),
    )
  })

/** A key: found, and what it wraps opens. */
const checkKeys = async (config: AgentConfig): Promise<Finding[]> => {
  await using opened = await openAgent({ ...config, cache: 0 })
  const findings: Finding[] = []
  for (const [key, { method }] of Object.entries(config.keys)) {
    const what = `key ${key}`
    try {
      const dataKey = randomBytes(32)
      const unwrapped = await opened.agent.unwrap(key, await opened.agent.wrap(key, dataKey))
      const { current } = await opened.agent.readKeyState(key)
      findings.push(
        dataKey.equals(unwrapped)
          ? pass(what, `${current} wraps and unwraps (${method})`)
          : fail(what, 'does not open what it seals'),
      )
    } catch (error) {
      if (!(error instanceof AgentError)) throw error
      findings.push(fail(what, error.message, error.hint))
    }
  }
  return findings
}

/** Looks at everything between the agent's configuration and a key in the KMS, in that order. */
export async function* examine(file: string, now: () => Date): AsyncGenerator<Finding> {
  let config: AgentConfig
  try {
    config = await loadAgentConfig(file)
  } catch (error) {
    yield fail('configuration', (error as Error).message)
    return
  }
  yield pass('configuration', file)
  const checks: Check[] = [
    () => checkMode('private key', config.kms.key, 0o640),
    () => checkMode('data directory', config.dataDirectory, 0o700),
    () => checkCertificate('client certificate', config.kms.cert, now()),
    ...(config.kms.ca === undefined ? [] : [() => checkCertificate('authority', config.kms.ca as string, now())]),
    ...config.sockets.map(
      ({ path }) =>
        () =>
          checkSocket(path),
    ),
    ...config.kms.servers.map((address) => () => checkServer(address, config, now)),
    () => checkKeys(config),
  ]
  for (const check of checks)
    yield* await check()
      .then((found) => [found].flat() as Finding[])
      .catch((error: unknown) => [fail('this look', error instanceof Error ? error.message : String(error))])
}
