import { spawnSync } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { describeOldNode } from '../../cli/required-node.ts'

const versionOf = (node: string): string =>
  (spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout ?? '').trim().slice(1)

/** The Node.js binaries on the path that are too old for the package, each version once: version → binary. */
export const findOldNodes = (): ReadonlyMap<string, string> =>
  new Map(
    (process.env.PATH ?? '')
      .split(delimiter)
      .map((folder) => join(folder, 'node'))
      .map((node) => [versionOf(node), node] as const)
      .filter(([version]) => version !== '' && describeOldNode(version) !== undefined),
  )
