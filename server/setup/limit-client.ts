import { resolve } from 'node:path'
import { readFileIfExists } from '../../durable/durable-file.ts'
import { checkPermissions } from './check-permissions.ts'
import { changeClientLimit, type LimitTerms, readClientLimits } from './client-limits.ts'
import { isClientName } from './client-name.ts'
import { SetUpError } from './set-up-error.ts'
import { toKeyPairPaths, toSetUpPaths } from './set-up-paths.ts'

export interface LimitClientOptions {
  /** The data directory. */
  readonly directory: string
  readonly name: string
  /** Replaces all limits of the client; `{}` removes them. */
  readonly terms: LimitTerms
}

/** Limits what a client may do. Running servers of this data directory apply it within a second. @throws SetUpError */
export const limitClient = async ({ directory, name, terms }: LimitClientOptions): Promise<void> => {
  const paths = toSetUpPaths(resolve(directory))
  await checkPermissions([{ path: paths.directory, what: 'data directory' }])
  const isKnown =
    isClientName(name) &&
    ((await readFileIfExists(toKeyPairPaths(paths.clients, name).cert)) !== undefined ||
      (await readClientLimits(paths.limits)).some((each) => each.name === name))
  if (!isKnown) throw new SetUpError(`There is no client "${name}" in ${paths.clients}.`, { reason: 'notFound' })
  await changeClientLimit(paths.limits, name, terms)
}
