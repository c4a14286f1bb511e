import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Administration, openAdministration } from '../../server/administration/open-administration.ts'
import type { Role } from '../../server/administration/role.ts'
import {
  type AdministrationConfiguration,
  toSocketDirectory,
  toSocketPath,
} from '../../server/administration/socket-places.ts'
import { addClient, setUp } from '../../server/index.ts'
import { openServerStore } from '../../server/open-server-store.ts'
import { toSetUpPaths } from '../../server/setup/set-up-paths.ts'

/** The administrative interface over a data directory, without a KMIP server behind it. */
export interface AdministrationSite extends AsyncDisposable {
  readonly folder: string
  readonly directory: string
  readonly administration: Administration
  readonly changes: { readonly role: Role; readonly route: string; readonly name?: string }[]
  readonly refusals: {
    readonly role: Role
    readonly request: string
    readonly code: string
    readonly message: string
  }[]
  readonly faults: unknown[]
  /** How often changed files were applied. */
  countApplied(): number
  /** What the next reload reports. */
  problems: readonly string[]
  socketOf(role: Role): string
}

/** @param configure the configuration, for a folder in which the site may write */
export const openAdministrationSite = async (
  configure: (folder: string) => Partial<AdministrationConfiguration> = () => ({}),
): Promise<AdministrationSite> => {
  const folder = await mkdtemp(join(tmpdir(), 'kmip-admin-'))
  const directory = join(folder, 'data')
  await setUp({
    ...{ directory, hostName: 'localhost', now: new Date() },
    serverCertificates: false,
    certifyAuthority: false,
  })
  await addClient({ directory, name: 'payments-db', keyType: 'EC', days: 1, now: new Date() })
  const configuration = { enabled: true, ...configure(folder) }
  const changes: AdministrationSite['changes'] = []
  const refusals: AdministrationSite['refusals'] = []
  const faults: unknown[] = []
  let applied = 0
  let problems: readonly string[] = []
  const { store, keys } = await openServerStore({
    path: join(directory, 'store.db'),
    masterKey: toSetUpPaths(directory).masterKey,
    reportFault: (error) => faults.push(error),
    onKeyEvent: () => undefined,
  })
  const open = openAdministration({
    ...{ configuration, directory },
    readStatus: async () => ({
      endpoint: 'kmip://localhost:5696',
      startedAt: new Date(),
      dataDirectory: directory,
      certificates: [],
      connections: 0,
    }),
    reload: async () => ({ changed: true, problems }),
    applyChanges: async () => {
      applied++
    },
    storeKeys: keys,
    now: () => new Date(),
    events: {
      onAdministration: (change) => changes.push(change),
      onAdministrationRefusal: (refusal) => refusals.push(refusal),
      onFault: (error) => faults.push(error),
    },
  })
  const administration = await open.catch(async (error: unknown) => {
    await store.close()
    await rm(folder, { recursive: true })
    throw error
  })
  return {
    ...{ folder, directory, administration, changes, refusals, faults },
    countApplied: () => applied,
    get problems() {
      return problems
    },
    set problems(given) {
      problems = given
    },
    socketOf: (role) => toSocketPath(configuration.directory ?? toSocketDirectory(directory), role),
    async [Symbol.asyncDispose]() {
      await administration.close(100)
      await store.close()
      await rm(folder, { recursive: true })
    },
  }
}
