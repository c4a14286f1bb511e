import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { blocksOf, readDocument } from '../documents/documents.ts'
import { installKmip } from './install-kmip.ts'
import { runAs } from './postgresql/command.ts'
import type { Tally } from './tally.ts'

const run = promisify(execFile)

/** An ordinary user with a home and nothing in it. */
const reader = 'kmip-reader'

/** Commands of the page, and what it says that they print. */
interface Step {
  readonly title: string
  readonly script: string
  readonly printed: readonly string[]
}

/** The shell blocks of the page in their order. A block of text shows what the commands before it print. */
const stepsOf = (page: string): Step[] =>
  page
    .split(/^## /m)
    .slice(1)
    .flatMap((section) => {
      const title = section.slice(0, section.indexOf('\n'))
      const blocks = blocksOf(section)
      return blocks.flatMap(({ language, text }, at) => {
        const next = blocks[at + 1]
        const printed = next?.language === 'text' ? next.text.trim().split('\n') : []
        return language === 'sh' ? [{ title, script: text, printed }] : []
      })
    })

const mark = '=== step '

/** One shell for all steps, as for somebody who types them in; it ends at the first that fails, and leaves nothing running. */
const scriptOf = (steps: readonly Step[]): string =>
  [
    'set -e',
    `trap 'kill $(jobs -p) 2>/dev/null; pg_ctl --pgdata ~/kmip-tutorial/db --mode immediate stop >/dev/null 2>&1 || true' EXIT`,
    ...steps.flatMap(({ script }, at) => [`echo '${mark}${at}'`, script.replaceAll(/^sudo .*$/gm, '')]),
    `echo '${mark}${steps.length}'`,
  ].join('\n')

/** Whether a line is one that the page shows, in which `…` stands for anything. */
const isShown = (line: string, shown: string, home: string): boolean => {
  const parts = shown.replaceAll('/home/me', home).split('…')
  return new RegExp(`^\\s*${parts.map((part) => RegExp.escape(part)).join('.+')}\\s*$`).test(line)
}

/** docs/tutorial.md: every command, by an ordinary user who has nothing. Needs PostgreSQL and root, to become that user. */
export const tutorial = async (tally: Tally): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'kmip-tutorial-'))
  await chmod(folder, 0o755)
  await run('useradd', ['--system', '--no-create-home', reader]).catch(() => undefined)
  const home = join(folder, 'home')
  await mkdir(home)
  await run('chown', [`${reader}:`, home])
  try {
    await installKmip(folder)
    const steps = stepsOf(readDocument('docs/tutorial.md').text)
    const env = { HOME: home, PATH: `${folder}:/usr/bin:/bin` }
    const { stdout, stderr } = await runAs(reader, '/bin/bash', ['-c', scriptOf(steps)], { env, timeout: 300_000 })
    const parts = stdout.split(/^=== step \d+\n/m).slice(1)
    for (const [at, { title, printed }] of steps.entries())
      await tally.check(`tutorial: ${title}, block ${at + 1}`, () => {
        if (parts.length < at + 2)
          throw new Error(parts.length < at + 1 ? 'not reached' : `failed: ${stderr.slice(-1000)}`)
        const lines = `${parts[at]}`.split('\n')
        const absent = printed.filter((shown) => !lines.some((line) => isShown(line, shown, home)))
        if (absent.length > 0) throw new Error(`the page shows ${absent.join(' | ')}; printed: ${parts[at]}`)
      })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
