import { join } from 'node:path'
import { runAs, runAsOrThrow } from './command.ts'
import { command, type Stage } from './stage.ts'
import { users } from './users.ts'

interface Printed {
  readonly steps: readonly { readonly place: string; readonly lines: readonly string[] }[]
}

/** What `kmip connect postgresql` prints, with the paths of the stage. */
export interface PrintedSteps {
  /** For postgresql.conf. */
  readonly settings: readonly string[]
  /** Makes the secret of `server.key`, as the administrator of the agent. */
  createSecret(): Promise<void>
  /** Makes the private key that the secret opens, as the database in its data directory. */
  createServerKey(data: string): Promise<void>
}

/** @throws Error when it prints other steps than this test knows */
export const readPrintedSteps = async (stage: Stage): Promise<PrintedSteps> => {
  const { site, archive, backups } = stage
  const printed = JSON.parse(await runAsOrThrow('root', site.kmip, ['connect', 'postgresql', '--json'])) as Printed
  const findStep = (place: string, word: string): readonly string[] => {
    const found = printed.steps.find((step) => step.place === place && step.lines.some((line) => line.includes(word)))
    if (!found) throw new Error(`kmip connect postgresql prints nothing with ${word} for ${place}`)
    return found.lines
  }
  const moveToStage = (words: string): string => words.replace('/archive', archive).replace('/backups', backups)
  const paste = async (user: string, lines: readonly string[], folder: string): Promise<void> => {
    const script = lines
      .join('\n')
      .replace('/run/kmip-agent/admin.sock', join(site.agentFolder, 'run/admin.sock'))
      .replaceAll(/\bkmip secret get (\S+)/g, (_, name: string) => command(stage, `secret get ${name}`))
      .replaceAll(/\bkmip secret set/g, `${site.kmip} secret set`)
    const { code, stderr } = await runAs(user, '/bin/bash', ['-e', '-o', 'pipefail', '-c', `cd ${folder}\n${script}`])
    if (code !== 0) throw new Error(`${script} ended with ${code}: ${stderr}`)
  }
  return {
    settings: findStep('postgresql.conf', 'archive_command').map((line) =>
      line.replace(/= 'kmip (.*)'$/, (_, words: string) => `= '${command(stage, moveToStage(words))}'`),
    ),
    createSecret: () => paste(users.agent, findStep('shell', 'kmip secret set server-key'), '/'),
    createServerKey: (data) => paste(users.database, findStep('shell', 'kmip secret get server-key'), data),
  }
}
