import type { CaseFile } from './case-file.ts'
import type { Conversation } from './conversation.ts'
import { judge } from './judge.ts'
import { createMutants } from './mutate.ts'
import { type Connection, play } from './play.ts'
import { prepare, prologueOf } from './prepare.ts'
import type { Problem, RunState } from './run-state.ts'
import { type Waiver, waivers } from './waivers.ts'

/** `ok`: passes. `waived`: fails by a published error of the case. `failed`: neither. */
export interface Outcome {
  readonly id: string
  readonly status: 'ok' | 'waived' | 'failed'
  /** First problem, with its path; or the reason of the waiver. */
  readonly message?: string
  readonly conversation?: Conversation
  /** Changed expectations that the recorded conversation was judged against: how many there were, and which still passed. */
  readonly mutants: number
  readonly survivors: readonly string[]
}

export interface RunOptions {
  readonly files: readonly CaseFile[]
  readonly privateKeyOf: RunState['privateKeyOf']
  /** Expectations to mutate in each passing case. */
  readonly mutations: number
  /** Opens a line to a fresh server, of the kind that the case is about. */
  connect(file: CaseFile): Promise<Connection & { close(): Promise<void> }>
}

const proveChecks = (file: CaseFile, conversation: Conversation, checks: RunState['checks'], options: RunOptions) => {
  const made = createMutants(file, checks, options.mutations)
  const survivors = made
    .filter((mutant) => judge(mutant.file, conversation, options.privateKeyOf).problems.length === 0)
    .map(({ change }) => change)
  return { mutants: made.length, survivors }
}

const converse = async (published: CaseFile, file: CaseFile, options: RunOptions): Promise<Conversation> => {
  const line = await options.connect(file)
  try {
    const prologue = options.files.find(({ id }) => id === prologueOf(published.id))
    const before = prologue ? (await play(prologue, line, options.privateKeyOf)).exchanges : await prepare(file, line)
    return await play(file, line, options.privateKeyOf, before)
  } finally {
    await line.close()
  }
}

/** Whether the waiver covers this failure: it is where the published error is, or the answer is another printed one. */
const isWaived = (waiver: Waiver, problem: Problem, conversation: Conversation, options: RunOptions): boolean =>
  waiver.at === problem.path ||
  options.files
    .filter(({ id }) => waiver.alternatives?.includes(id))
    .some((file) => judge(file, conversation, options.privateKeyOf).problems.length === 0)

/** Runs one case against a fresh server, judges it and, when it passes, proves the judgement by mutation. */
export const runCase = async (published: CaseFile, options: RunOptions): Promise<Outcome> => {
  const waiver = waivers.get(published.id)
  const file = waiver?.correct?.(published) ?? published
  const conversation = await converse(published, file, options)
  const { problems, checks } = judge(file, conversation, options.privateKeyOf)
  const [problem] = problems
  const base = { id: published.id, conversation, mutants: 0, survivors: [] }
  if (!problem) {
    const proven = proveChecks(file, conversation, checks, options)
    return waiver?.correct
      ? { ...base, ...proven, status: 'waived', message: `${waiver.reason}; passes as corrected` }
      : { ...base, ...proven, status: 'ok' }
  }
  if (waiver && isWaived(waiver, problem, conversation, options))
    return { ...base, status: 'waived', message: waiver.reason }
  return { ...base, status: 'failed', message: `${problem.path}: ${problem.message}` }
}
