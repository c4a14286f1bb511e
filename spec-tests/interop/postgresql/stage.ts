import { join } from 'node:path'
import { findDocumentedCommand } from '../../documents/databases-page.ts'
import { runAsOrThrow } from './command.ts'
import type { Service, Site } from './site.ts'
import { users } from './users.ts'

/** Text that must not appear in the clear outside the cluster. */
export const marker = 'the-marker-that-nobody-else-may-read'

export const assert = (holds: boolean, otherwise: string): void => {
  if (!holds) throw new Error(otherwise)
}

/** What the checks share. */
export interface Stage {
  readonly site: Site
  readonly folder: string
  readonly archive: string
  readonly backups: string
  readonly ports: readonly [server: number, first: number, second: number]
  server: Service
  readonly agent: Service
}

/** A command of the database's configuration: asks the agent behind the database's own socket. */
export const command = ({ site }: Stage, words: string): string =>
  `${site.kmip} ${words} --socket ${site.agentFolder}/run/postgres.sock`

/** The command of docs/how-to/connect-a-database.md with this beginning, and the paths of the stage. */
export const createDocumentedCommand = (stage: Stage, beginning: string, more = ''): string => {
  const words = findDocumentedCommand(`kmip ${beginning}`)
    .replace(/^kmip /, '')
    .replace('/archive', stage.archive)
    .replace('/backups', stage.backups)
  return command(stage, `${words}${more}`)
}

/** A command of the agent's administrator. */
export const admin = (stage: Stage, ...args: string[]): Promise<string> =>
  runAsOrThrow(users.agent, stage.site.kmip, [...args, '--socket', join(stage.site.agentFolder, 'run/admin.sock')])
