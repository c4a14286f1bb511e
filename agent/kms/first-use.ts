import { encodeWrappedKey, type WrappedKey, wrappingMethodNames } from '../envelope/wrapped-key.ts'
import { AgentError } from '../interface/agent-error.ts'
import type { Kms } from './kms.ts'
import { unwrapKey, wrapKey } from './wrapping.ts'

/** Wraps data keys. @returns the wrapped data key, encoded */
export type WrapDataKey = (target: Omit<WrappedKey, 'wrapped'>, dataKey: Uint8Array) => Promise<Uint8Array>

const toOneWayError = (kms: Kms, { key, method }: WrappedKey, cause?: AgentError): AgentError =>
  new AgentError(
    'kmsRefused',
    `The KMS ${kms.name} does not unwrap what it wraps: ${cause?.message ?? 'it returned something else.'} Nothing was sealed.`,
    `Choose another method under [keys.${key}]: ${wrappingMethodNames.filter((each) => each !== method).join(' or ')}.`,
    { cause },
  )

/**
 * Wraps with keys of a KMS, and reads back what each key wraps first: some KMSs wrap by a method and do not unwrap by it, and what
 * was sealed would be lost. Once a start for each key.
 */
export const createWrapDataKey = (kms: Kms): WrapDataKey => {
  const proved = new Set<string>()
  return async (target, dataKey) => {
    const wrapped = await kms.useWithRetry((client) => wrapKey(client, target, dataKey))
    if (!proved.has(target.uniqueIdentifier)) {
      const opened = await kms
        .useWithRetry((client) => unwrapKey(client, wrapped))
        .catch((error: unknown) => {
          throw error instanceof AgentError && error.code !== 'kmsUnavailable'
            ? toOneWayError(kms, wrapped, error)
            : error
        })
      const isSame = Buffer.compare(dataKey, opened) === 0
      opened.fill(0)
      if (!isSame) throw toOneWayError(kms, wrapped)
      proved.add(target.uniqueIdentifier)
    }
    return encodeWrappedKey(wrapped)
  }
}
