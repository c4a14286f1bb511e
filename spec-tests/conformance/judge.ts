import { createBindings } from './bindings.ts'
import { batchItems, type CaseFile, type Step } from './case-file.ts'
import { compareResponse } from './compare.ts'
import type { Conversation, Exchange, Probe } from './conversation.ts'
import { followStream } from './crypto-check.ts'
import { childrenNamed, descendants, type Element, find, structure, valueAt } from './element.ts'
import { isDigestOf } from './generated-key.ts'
import { learn, learnGiven, learnMade, learnPut } from './key-ring.ts'
import { report } from './place.ts'
import { createRunState, keyOfSupplied, type Problem, type RunState } from './run-state.ts'
import { attributeId, canonicalize } from './value.ts'

/** What the judge says of a conversation: no problems, it passes. */
export interface Judgement {
  readonly problems: readonly Problem[]
  readonly checks: RunState['checks']
}

const noteSupplied = (state: RunState, request: Element): void => {
  for (const element of descendants(request)) {
    if (element.type !== 'Structure') state.supplied.add(keyOfSupplied(element))
    state.suppliedFields.add(attributeId(valueAt(element, 'AttributeName') ?? element.name))
  }
}

const isSameTree = (left: Element, right: Element): boolean =>
  left.name === right.name &&
  left.type === right.type &&
  canonicalize(left.type, left.value) === canonicalize(right.type, right.value) &&
  left.children.length === right.children.length &&
  left.children.every((child, at) => isSameTree(child, right.children[at] as Element))

const payloadOf = (message: Element) => find(message, 'BatchItem', 'ResponsePayload')

/** Names of operations that an answer to Query advertises. */
export const listAdvertised = (response: Element): string[] =>
  batchItems(response)
    .filter((item) => valueAt(item, 'Operation') === 'Query')
    .flatMap((item) => childrenNamed(find(item, 'ResponsePayload') ?? structure('ResponsePayload'), 'Operation'))
    .map(({ value }) => value)

const judgeProbe = (state: RunState, exchange: Exchange, probe: Probe, path: string): void => {
  if (probe.kind === 'key') learn(state.ring, probe.request, probe.response, exchange.at)
  if (probe.kind === 'again') {
    const [first, second] = [payloadOf(exchange.response), payloadOf(probe.response)]
    if (!first || !second || !isSameTree(first, second))
      report(state, path, 'the same Get answers otherwise when it is sent again')
  }
  if (probe.kind === 'operation') {
    const operation = valueAt(probe.request, 'BatchItem', 'Operation') ?? ''
    const supported = valueAt(probe.response, 'BatchItem', 'ResultReason') !== 'OperationNotSupported'
    const listed = listAdvertised(exchange.response).includes(operation)
    if (listed && !supported) report(state, path, `Query lists ${operation}, which the server does not support`)
    if (!listed && supported) report(state, path, `Query does not list ${operation}, which the server supports`)
  }
}

const judgeDigests = (state: RunState): void => {
  for (const pending of state.pendingDigests.splice(0)) {
    const known = state.ring.get(pending.id)
    const fits = known && isDigestOf(known, pending.format, pending.digest)
    if (fits === undefined) state.pendingDigests.push(pending)
    if (fits === false) report(state, pending.path, 'not the SHA-256 digest of the Key Material')
  }
}

const followStreams = (state: RunState, exchange: Exchange): void => {
  const requests = batchItems(exchange.request)
  for (const [index, item] of batchItems(exchange.response).entries())
    followStream(state, {
      operation: '',
      version: '',
      asked: find(requests[index], 'RequestPayload'),
      answered: find(item, 'ResponsePayload'),
    })
}

/** Judges one exchange; false when it has problems, after which the rest says nothing. `index`: number of the step, from 0. */
export const judgeStep = (state: RunState, step: Step, exchange: Exchange, index: number): boolean => {
  const path = `ResponseMessage[${index}]`
  state.instants.push(exchange.at)
  if (!step.fromServer) noteSupplied(state, step.request)
  learnMade(state.ring, exchange.request, exchange.response, exchange.at)
  compareResponse(state, exchange.request, step.response, exchange.response, path)
  learnGiven(state.ring, exchange.request, exchange.response)
  if (step.fromServer) learnPut(state.ring, exchange.response)
  followStreams(state, exchange)
  judgeDigests(state)
  return state.problems.length === 0
}

/** Judges what was asked beside the case after a step; false as for {@link judgeStep}. */
export const judgeProbes = (state: RunState, exchange: Exchange, index: number): boolean => {
  for (const probe of exchange.probes) judgeProbe(state, exchange, probe, `ResponseMessage[${index}]`)
  judgeDigests(state)
  return state.problems.length === 0
}

/** A state that knows the exchanges before the case. */
export const createBeginningState = (
  now: number,
  before: readonly Exchange[],
  privateKeyOf: RunState['privateKeyOf'],
): RunState => {
  const state = createRunState(createBindings(now), privateKeyOf)
  for (const { request, response, at } of before) {
    noteSupplied(state, request)
    learn(state.ring, request, response, at)
  }
  return state
}

/** Judges a recorded conversation against a case, up to the first step with problems. */
export const judge = (
  file: CaseFile,
  conversation: Conversation,
  privateKeyOf: RunState['privateKeyOf'],
): Judgement => {
  const state = createBeginningState(conversation.now, conversation.before, privateKeyOf)
  for (const [index, step] of file.steps.entries()) {
    const exchange = conversation.exchanges[index]
    if (!exchange) {
      report(state, `ResponseMessage[${index}]`, conversation.broken ?? 'no answer was recorded')
      break
    }
    if (!judgeStep(state, step, exchange, index) || !judgeProbes(state, exchange, index)) break
  }
  return { problems: state.problems, checks: state.checks }
}
