import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { routes } from '../../agent/interface/routes.ts'
import type { KmipServer } from '../../server/index.ts'
import type { HttpAnswer } from '../agent/ask.ts'
import { type AgentOnStandIn, openAgentOnStandIn, toKeyName } from './agent-on-stand-in.ts'
import type { Method } from './behaviour.ts'
import { type BehaviourName, findAbilities } from './behaviours.ts'
import { createLedger } from './ledger.ts'
import { openStandIn } from './stand-in.ts'

const refusal = z.object({ error: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }) })

/** What is wrong with a refusal: it must name the server and the key, say what was not done, and what to do next. */
const findFaultsOfRefusal = ({ json, status, body }: HttpAnswer, key: string, port: number): string[] => {
  const { code, message, hint = '' } = refusal.parse(json).error
  const faults = [
    ...(status < 400 || status === 500 ? [`status ${status}`] : []),
    // What is in use the agent refuses itself.
    ...(code === 'inUse' || message.includes(`localhost:${port}`) ? [] : ['names no server']),
    ...(message.includes(key) || hint.includes(key) ? [] : ['names no key']),
    ...(/Nothing was changed|stays its key|still opens/.test(message) ? [] : ['does not say what was not done']),
    ...(/\w/.test(hint) ? [] : ['does not say what to do next']),
  ]
  return faults.length === 0 ? [] : [`the refusal ${faults.join(', ')}: ${body}`]
}

/** Repeats what was interrupted: the agent says that the server is away. */
const repeatInterrupted =
  (call: AgentOnStandIn['call']): AgentOnStandIn['call'] =>
  async (...request) => {
    let answer = await call(...request)
    for (let tried = 1; answer.status === 503 && tried < 10; tried++) answer = await call(...request)
    return answer
  }

/**
 * An agent on a server with these behaviours: it seals, rotates, retires, loses its folder. After each step, whether it succeeded
 * or was refused, everything that was ever sealed opens, and more can be sealed.
 *
 * @returns what is wrong; nothing, when all is well
 */
export const exerciseAgent = async (
  server: Pick<KmipServer, 'inject'>,
  names: readonly BehaviourName[],
): Promise<string[]> => {
  const abilities = findAbilities(names)
  const canCreate = abilities.can('create')
  const problems: string[] = []
  // Where no key can be created, the server gets its behaviours once there are keys: as after an upgrade.
  await using standIn = await openStandIn(server, canCreate ? names : [])
  await using agent = await openAgentOnStandIn(standIn, abilities.methods)
  const call = abilities.interrupts ? repeatInterrupted(agent.call) : agent.call
  const ledger = createLedger(call)

  const verify = async (when: string, used: readonly Method[] = abilities.methods): Promise<void> => {
    const lost = await ledger.findLost(used)
    const unsealed = await Promise.all(used.map((method) => ledger.seal(method)))
    problems.push(...[...lost, ...unsealed].flatMap((each) => (each === undefined ? [] : [`${when}: ${each}`])))
  }

  /** Takes one step, which must succeed where the server allows it, and else be refused with a useful message. */
  const take = async (step: string, method: Method, isPossible: boolean, body?: object): Promise<HttpAnswer> => {
    const key = toKeyName(method)
    const answer = await call('POST', `/v1/keys/${key}/${step}`, body)
    const when = `${step} of ${key}`
    if (answer.status !== 200) {
      if (isPossible) problems.push(`${when} is refused: ${answer.body}`)
      problems.push(...findFaultsOfRefusal(answer, key, standIn.port).map((each) => `${when}: ${each}`))
    } else if (!isPossible) problems.push(`${when} succeeds, where it must not: ${answer.body}`)
    await verify(`after the ${when}`, [method])
    return answer
  }

  for (const kind of ['a secret', 'a data key', 'a stream']) await verify(`at first, ${kind}`)
  standIn.behave(names)
  const rotate = async (method: Method): Promise<void> => {
    await take('rekey', method, abilities.can('rekey'))
    await take('rekey', method, abilities.can('rekey'))
    if (abilities.can('retire')) {
      const uses = await call('GET', `/v1/keys/${toKeyName(method)}/uses`)
      const listed = routes['GET /v1/keys/{name}/uses'].response.safeParse(uses.json)
      if (!listed.success || listed.data.uses.length !== 3) problems.push(`uses of ${method}: ${uses.body}`)
    }
    await take('retire', method, abilities.can('retire') && abilities.opensDeactivated.includes(method))
    await take('rekey', method, abilities.can('rekey'))
  }
  await Promise.all(abilities.methods.map(rotate))
  await agent.restart()
  await verify('after a restart')

  if (abilities.can('recover')) {
    await using other = await agent.startElsewhere()
    const lost = await ledger.findLost(
      abilities.methods,
      abilities.interrupts ? repeatInterrupted(other.call) : other.call,
    )
    problems.push(...lost.map((each) => `through an agent that has lost its folder: ${each}`))
  }
  await verify('at the end')

  if (abilities.can('kmsKeys')) {
    const name = `database-${randomBytes(4).toString('hex')}`
    for (const method of ['POST', 'GET', 'DELETE']) {
      const { status, body } = await call(method, `/v1/kms-keys/${name}`)
      // An interrupted request may have been carried out.
      const isRepeated = abilities.interrupts && status === (method === 'DELETE' ? 404 : 409)
      if (status !== 200 && !isRepeated) problems.push(`${method} of a key in the KMS: ${body}`)
    }
  }
  problems.push(...[...agent.faults, ...standIn.faults].map((fault) => `a fault: ${(fault as Error).stack}`))
  return problems
}
