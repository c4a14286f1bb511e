import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type AgentOnStandIn, toKeyName } from './agent-on-stand-in.ts'
import type { Method } from './behaviour.ts'

interface Opened {
  readonly content?: string
  readonly problem?: string
}

/** Something that was sealed, and how to open it. */
interface Sealed {
  readonly method: Method
  readonly what: string
  readonly content: string
  readonly open: (call: AgentOnStandIn['call']) => Promise<Opened>
}

/** On a machine that stands still for seconds, every request times out. What is lost stays lost. */
const [attempts, pause] = [6, 5000]

const openPatiently = async ({ open }: Sealed, through: AgentOnStandIn['call']): Promise<Opened> => {
  for (let attempt = 1; ; attempt++) {
    const opened = await open(through)
    if (!opened.problem?.includes('"kmsUnavailable"') || attempt === attempts) return opened
    await sleep(pause)
  }
}

/** Everything that an agent has sealed and acknowledged. */
export interface Ledger {
  /** Seals with one key: a data key, a stream or a secret, one after the other. @returns why it failed */
  seal(method: Method): Promise<string | undefined>
  /** Opens everything that was ever sealed with some keys, through this agent or another. @returns what is lost */
  findLost(methods: readonly Method[], call?: AgentOnStandIn['call']): Promise<string[]>
}

export const createLedger = (call: AgentOnStandIn['call']): Ledger => {
  const entries: Sealed[] = []
  const counts = new Map<Method, number>()

  const sealDataKey = async (method: Method): Promise<string | undefined> => {
    const at = `/v1/keys/${toKeyName(method)}`
    const { status, json, body } = await call('POST', `${at}/data-key`)
    if (status !== 200) return `a data key is not wrapped with ${method}: ${body}`
    const { wrapped, plaintext } = json
    entries.push({
      method,
      what: `data key ${entries.length} wrapped with ${method}`,
      content: String(plaintext),
      open: async (through) => {
        const answer = await through('POST', `${at}/unwrap`, { wrapped })
        return answer.status === 200 ? { content: String(answer.json.plaintext) } : { problem: String(answer.body) }
      },
    })
    return undefined
  }

  const sealStream = async (method: Method): Promise<string | undefined> => {
    const at = `/v1/keys/${toKeyName(method)}`
    const data = randomBytes(1000)
    const { status, body } = await call('POST', `${at}/encrypt?context=file`, data)
    if (status !== 200) return `a stream is not sealed with ${method}: ${body}`
    entries.push({
      method,
      what: `stream ${entries.length} sealed with ${method}`,
      content: data.toString('base64'),
      open: async (through) => {
        const answer = await through('POST', `${at}/decrypt?context=file`, body)
        return answer.status === 200 ? { content: answer.body.toString('base64') } : { problem: String(answer.body) }
      },
    })
    return undefined
  }

  const sealSecret = async (method: Method): Promise<string | undefined> => {
    const value = randomBytes(16).toString('base64')
    const name = `${method}-${entries.length}`
    const { status, body } = await call('PUT', `/v1/secrets/${name}`, { key: toKeyName(method), value })
    if (status !== 200) return `a secret is not sealed with ${method}: ${body}`
    entries.push({
      method,
      what: `secret ${name}`,
      content: value,
      // A secret is in the data directory: another agent does not have it.
      open: async (through) => {
        if (through !== call) return { content: value }
        const answer = await through('GET', `/v1/secrets/${name}`)
        return answer.status === 200 ? { content: String(answer.json.value) } : { problem: String(answer.body) }
      },
    })
    return undefined
  }

  return {
    async seal(method) {
      const count = counts.get(method) ?? 0
      counts.set(method, count + 1)
      const kinds = [sealSecret, sealDataKey, sealStream] as const
      return kinds[count % kinds.length]?.(method)
    },
    async findLost(methods, through = call) {
      const opened = await Promise.all(
        entries.map(async (sealed) => {
          const { method, what, content } = sealed
          if (!methods.includes(method)) return undefined
          const { content: found, problem = 'it opens to something else' } = await openPatiently(sealed, through)
          return found === content ? undefined : `${what} is lost: ${problem}`
        }),
      )
      return opened.filter((each) => each !== undefined)
    },
  }
}
