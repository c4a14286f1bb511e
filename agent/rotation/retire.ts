import type { KeyConfig } from '../configuration/load-agent-config.ts'
import { AgentError } from '../interface/agent-error.ts'
import type { KeyUse, Retirement, RetireOptions } from '../interface/routes.ts'
import { canUnwrapDeactivated, findState } from '../kms/deactivation.ts'
import { deactivateKey } from '../kms/discard-key.ts'
import { findNeededKeys } from './find-needed-keys.ts'
import type { RotationParts } from './rotation-parts.ts'

const toIdentifier = ({ uniqueIdentifier }: KeyUse): string => uniqueIdentifier

const toInUseError = (message: string, hint: string): AgentError => new AgentError('inUse', message, hint)

/** The keys of the KMS that a key stands for and stood for, newest first, and the secrets that need them. */
export const listKeyUses = async ({ kms, states, secrets }: RotationParts, key: string): Promise<KeyUse[]> => {
  const { current, previous } = await states.require(key)
  const needed = await findNeededKeys(secrets, key)
  const uses: KeyUse[] = []
  for (const uniqueIdentifier of new Set([current, ...previous, ...needed.keys()])) {
    const state = await findState(kms, uniqueIdentifier)
    uses.push({
      uniqueIdentifier,
      current: uniqueIdentifier === current,
      ...(state !== undefined && { state }),
      secrets: needed.get(uniqueIdentifier) ?? [],
    })
  }
  return uses
}

const selectUses = (uses: readonly KeyUse[], key: string, only: RetireOptions['only']): readonly KeyUse[] => {
  if (only === undefined) return uses.filter(({ current }) => !current)
  return only.map((uniqueIdentifier) => {
    const use = uses.find((each) => each.uniqueIdentifier === uniqueIdentifier)
    if (!use) throw new AgentError('notFound', `The key ${key} never was ${uniqueIdentifier} in the KMS.`)
    if (use.current)
      throw toInUseError(
        `The key ${key} is ${uniqueIdentifier} in the KMS now.`,
        `Rotate first: kmip agent rekey ${key}`,
      )
    return use
  })
}

const requireUnused = (uses: readonly KeyUse[], key: string): void => {
  const needed = uses.filter(({ secrets }) => secrets.length > 0)
  if (needed.length === 0) return
  const list = needed.map(({ uniqueIdentifier, secrets }) => `${uniqueIdentifier} by ${secrets.join(', ')}`)
  throw toInUseError(
    `Secrets still need keys to be retired: ${list.join('; ')}. Nothing was changed.`,
    `Rewrap them: kmip agent rekey ${key}`,
  )
}

const toClosedError = ({ kms }: RotationParts, key: string): AgentError =>
  new AgentError(
    'kmsRefused',
    `The KMS ${kms.name} does not unwrap with a Deactivated key: files sealed with an old key of ${key} would be lost. Nothing was changed.`,
    `Reseal all files (kmip reseal FILE…), then: kmip agent retire ${key} --final`,
  )

/** Says what was done before the KMS refused. */
const toStoppedError = (error: unknown, key: string, retired: readonly string[]): unknown => {
  if (!(error instanceof AgentError)) return error
  const done =
    retired.length === 0 ? `No key of ${key} was retired` : `Of ${key} only this was retired: ${retired.join(', ')}`
  const hints = [error.hint, `Run it again when the KMS allows it: kmip agent retire ${key}`]
  return new AgentError(
    error.code,
    `${error.message} ${done}. Everything sealed still opens.`,
    hints.filter((each) => each !== undefined).join(' '),
    { cause: error },
  )
}

/**
 * Deactivates older keys in the KMS; destroys none. All checks precede the first change; the next run completes one that stopped.
 */
export const retire = (
  parts: RotationParts,
  key: string,
  config: KeyConfig,
  { only, final = false }: Partial<RetireOptions>,
): Promise<Retirement> =>
  parts.mutex(key, async () => {
    const { rotation } = await parts.states.require(key)
    if (rotation !== undefined)
      throw toInUseError(
        `A rotation of ${key} is not complete. Nothing was changed.`,
        `Complete it: kmip agent rekey ${key}`,
      )
    const retired: string[] = []
    const rethrow = (error: unknown): never => {
      throw toStoppedError(error, key, retired)
    }
    const uses = selectUses(await listKeyUses(parts, key).catch(rethrow), key, only)
    requireUnused(uses, key)
    const { active = [], inactive = [] } = Object.groupBy(uses, ({ state }) =>
      state === 'Active' ? 'active' : 'inactive',
    )
    const tries = active.length > 0 && !final
    if (tries && !(await canUnwrapDeactivated(parts.kms, key, config).catch(rethrow))) throw toClosedError(parts, key)
    for (const { uniqueIdentifier } of active) {
      await parts.kms.use((client) => deactivateKey(client, uniqueIdentifier)).catch(rethrow)
      retired.push(uniqueIdentifier)
    }
    return { retired, already: inactive.map(toIdentifier), ...(tries && { opensDeactivated: true }) }
  })
