import { substitute } from './bindings.ts'
import { batchItems, type CaseFile, type Step } from './case-file.ts'
import type { Conversation, Exchange, Probe } from './conversation.ts'
import { type Element, find, valueAt } from './element.ts'
import { createBeginningState, judgeProbes, judgeStep } from './judge.ts'
import { createKeyProbes, createOperationProbes, createRepeatProbe } from './probe.ts'
import type { RunState } from './run-state.ts'

/** How a case reaches the server under test. */
export interface Connection {
  /** Sends one request on the connection of a client (`''`: the only one) and resolves with the answer. */
  send(request: Element, client: string): Promise<Element>
  /** The next request of the server, which is answered so. */
  receive?(answer: Element): Promise<Element>
  /** Seconds since 1970 by the server's clock. */
  now(): number
  /** Lets time pass for the server. */
  wait(seconds: number): Promise<void>
}

/** Tries of a step that is to be repeated until its answer comes, and seconds between them. */
const repetition = { tries: 30, pause: 5 }

const statusOf = (message: Element) =>
  batchItems(message)
    .map((item) => valueAt(item, 'ResultStatus'))
    .join()
const stateOf = (message: Element) => {
  const attribute = find(message, 'BatchItem', 'ResponsePayload', 'Attribute')
  return valueAt(attribute, 'AttributeName') === 'State' ? valueAt(attribute, 'AttributeValue') : undefined
}

const isAnswered = (expected: Element, answer: Element) =>
  statusOf(expected) === statusOf(answer) && stateOf(expected) === stateOf(answer)

const sendStep = async (line: Connection, step: Step, request: Element): Promise<Element> => {
  if (step.fromServer) {
    if (!line.receive) throw new Error('the server cannot ask on this line')
    return line.receive(request)
  }
  let response = await line.send(request, step.client)
  for (let left = repetition.tries; step.repeat && left > 0 && !isAnswered(step.response, response); left--) {
    await line.wait(repetition.pause)
    response = await line.send(request, step.client)
  }
  return response
}

const sendProbe = async (line: Connection, kind: Probe['kind'], request: Element, client: string): Promise<Probe> => ({
  kind,
  request,
  response: await line.send(request, client),
})

const sendProbesAfter = async (
  line: Connection,
  file: CaseFile,
  index: number,
  exchange: Exchange,
  state: RunState,
): Promise<Probe[]> => {
  const step = file.steps[index]
  if (!step) return []
  const probes: Probe[] = []
  for (const request of createKeyProbes(file, index, state))
    probes.push(await sendProbe(line, 'key', request, step.client))
  const again = createRepeatProbe(exchange, state)
  if (again) probes.push(await sendProbe(line, 'again', again, step.client))
  for (const request of createOperationProbes(exchange))
    probes.push(await sendProbe(line, 'operation', request, step.client))
  return probes
}

/**
 * Holds the conversation of a case with the server, until it ends or goes wrong, and records it. `before`: what was sent
 * over the same line already.
 */
export const play = async (
  file: CaseFile,
  line: Connection,
  privateKeyOf: RunState['privateKeyOf'],
  before: readonly Exchange[] = [],
): Promise<Conversation> => {
  const now = line.now()
  const state = createBeginningState(now, before, privateKeyOf)
  const exchanges: Exchange[] = []
  for (const [index, step] of file.steps.entries()) {
    try {
      const answers = exchanges.map(({ response }) => response)
      const request = substitute(step.request, state.bindings, answers)
      const response = await sendStep(line, step, request)
      const exchange = { request, response, at: line.now(), probes: [] }
      const sound = judgeStep(state, step, exchange, index)
      const probed = { ...exchange, probes: sound ? await sendProbesAfter(line, file, index, exchange, state) : [] }
      exchanges.push(probed)
      if (!sound || !judgeProbes(state, probed, index)) break
    } catch (error) {
      return { now, before, exchanges, broken: (error as Error).message }
    }
  }
  return { now, before, exchanges }
}
