import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { copyRepository } from '../support/copy-repository.ts'
import { type Defence, switchOff } from './defence.ts'
import { runMocha } from './run-mocha.ts'
import { describeUncaught, describeUnsound, selectTitle } from './verdict.ts'

export interface Result {
  readonly name: string
  /** Why it does not count; `undefined`: the test fails without the defence, and passes with it. */
  readonly problem: string | undefined
  /** Of the run without the defence. */
  readonly seconds: number
}

/** Copies of the sources, each with one defence off at a time. More would disturb the times in the tests. */
const copies = 2

/** The defences by the file of their test; those with the most first, so that the copies end at about the same time. */
const groupByFile = (
  defences: readonly Defence[],
): readonly (readonly [file: string, defences: readonly Defence[]])[] =>
  [...Map.groupBy(defences, ({ test }) => test.file)].sort(([, some], [, others]) => others.length - some.length)

/** Runs the test of a defence with the defence off. */
const tryWithout = async (root: string, defence: Defence, signal: AbortSignal): Promise<string | undefined> => {
  const path = join(root, defence.file)
  const source = readFileSync(path, 'utf8')
  const { file, title } = defence.test
  writeFileSync(path, switchOff(defence, source))
  try {
    return describeUncaught(await runMocha(root, file, [title], signal))
  } finally {
    writeFileSync(path, source)
  }
}

/**
 * Tries the defences, two at once, until `signal`. Their tests run with the defences on first.
 *
 * @param onResult called with each result, and how many there are
 */
export const runDefences = async (
  repository: string,
  defences: readonly Defence[],
  signal: AbortSignal,
  onResult: (result: Result, done: number) => void,
): Promise<readonly Result[]> => {
  const queue = [...groupByFile(defences)]
  const results: Result[] = []

  const tryGroup = async (root: string, file: string, group: readonly Defence[]): Promise<void> => {
    const titles = [...new Set(group.map(({ test }) => test.title))]
    const sound = await runMocha(root, file, titles, signal)
    for (const defence of group) {
      const begin = performance.now()
      const problem =
        describeUnsound(selectTitle(sound, defence.test.title)) ??
        (await tryWithout(root, defence, signal).catch((error: unknown) => String(error)))
      if (signal.aborted) return
      const result = { name: defence.name, problem, seconds: (performance.now() - begin) / 1000 }
      results.push(result)
      onResult(result, results.length)
    }
  }

  const work = async (): Promise<void> => {
    const copy = copyRepository(repository, 'sabotage')
    try {
      for (let next = queue.shift(); next && !signal.aborted; next = queue.shift()) await tryGroup(copy.root, ...next)
    } finally {
      copy.remove()
    }
  }
  await Promise.all(Array.from({ length: copies }, work))
  return results
}
