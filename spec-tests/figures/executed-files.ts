import type { Profiler } from 'node:inspector'
import { Session } from 'node:inspector/promises'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The files below `root` whose module body or one of whose functions ran. */
export const listExecuted = (coverage: readonly Profiler.ScriptCoverage[], root: string): readonly string[] =>
  coverage
    .filter(({ url }) => url.startsWith('file:'))
    .filter(({ functions }) => functions.some(({ ranges }) => (ranges[0]?.count ?? 0) > 0))
    .map(({ url }) => relative(root, fileURLToPath(url)))
    .sort()

/**
 * The files that run in the main thread of this process during an action. What is loaded already counts only when one of
 * its functions runs. Resets the counters that a coverage tool in this process would read.
 */
export const listExecutedDuring = async (root: string, action: () => Promise<unknown>): Promise<readonly string[]> => {
  const session = new Session()
  session.connect()
  try {
    await session.post('Profiler.enable')
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
    await session.post('Profiler.takePreciseCoverage')
    await action()
    const { result } = await session.post('Profiler.takePreciseCoverage')
    return listExecuted(result, root)
  } finally {
    session.disconnect()
  }
}
