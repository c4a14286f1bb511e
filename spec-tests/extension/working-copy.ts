import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { copyRepository } from '../support/copy-repository.ts'
import type { Edit } from './exercises.ts'

/** How a command ended, and all that it wrote. */
export interface Verdict {
  readonly passed: boolean
  readonly output: string
}

/** A copy of the repository that edits are tried in. */
export interface WorkingCopy {
  apply(edits: readonly Edit[]): void
  /** Takes back what was applied. */
  restore(): void
  typecheck(): Promise<Verdict>
  /** One file of tests; `only`: the tests whose titles contain it. */
  mocha(file: string, only?: string): Promise<Verdict>
  node(...args: readonly string[]): Promise<Verdict>
  close(): void
}

/** The file with lines put in behind the one line that begins with `after`, however it is indented. */
const insertLines = (text: string, { path, after, lines }: Extract<Edit, { readonly after: string }>): string => {
  const all = text.split('\n')
  const [at, another] = all.flatMap((line, index) => (line.trimStart().startsWith(after) ? [index] : []))
  if (at === undefined || another !== undefined) throw new Error(`${path}: not one line begins with ${after}`)
  return all.toSpliced(at + 1, 0, ...lines).join('\n')
}

export const createWorkingCopy = (repository: string): WorkingCopy => {
  const { root, remove } = copyRepository(repository, 'extension')

  /** Coverage counts this process, not what it starts. */
  const { NODE_V8_COVERAGE: _, ...env } = process.env
  const execute = (program: string, args: readonly string[]): Promise<Verdict> =>
    new Promise((resolve) => {
      execFile(program, args, { cwd: root, env, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
        resolve({ passed: error === null, output: `${stdout}${stderr}` }),
      )
    })
  const node = (...args: readonly string[]) => execute(process.execPath, args)
  const before = new Map<string, string | undefined>()

  return {
    apply(edits) {
      for (const edit of edits) {
        const path = join(root, edit.path)
        if ('content' in edit) {
          before.set(path, undefined)
          mkdirSync(dirname(path), { recursive: true })
          writeFileSync(path, edit.content)
          continue
        }
        const text = readFileSync(path, 'utf8')
        if (!before.has(path)) before.set(path, text)
        writeFileSync(path, insertLines(text, edit))
      }
    },
    restore() {
      for (const [path, text] of before) text === undefined ? rmSync(path) : writeFileSync(path, text)
      before.clear()
    },
    typecheck: () => execute(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.json', '--pretty', 'false']),
    mocha: (file, only) =>
      node('node_modules/mocha/bin/mocha.js', '--reporter', 'spec', file, ...(only ? ['--fgrep', only] : [])),
    node,
    close: remove,
  }
}
