import { randomBytes } from 'node:crypto'
import type { KeyConfig } from '../configuration/load-agent-config.ts'
import { AgentError } from '../interface/agent-error.ts'
import { deactivateKey, discardKey } from './discard-key.ts'
import { usageByMethod } from './key-encryption-key.ts'
import type { Kms } from './kms.ts'
import { createKey, readState } from './named-key.ts'
import { unwrapKey, wrapKey } from './wrapping.ts'

/** The State of a key; `undefined` when the KMS does not have the key. */
export const findState = (kms: Kms, uniqueIdentifier: string): Promise<string | undefined> =>
  kms
    .useWithRetry((client) => readState(client, uniqueIdentifier))
    .catch((error: unknown) => {
      if (error instanceof AgentError && error.code === 'notFound') return undefined
      throw error
    })

/**
 * Whether the KMS unwraps with a Deactivated key. The standard says so (KMIP 1.4 §3.22, 2.1 §4.57), some KMSs refuse, and none
 * reactivates a key. Tries it with a temporary key.
 */
export const canUnwrapDeactivated = async (kms: Kms, key: string, { method }: KeyConfig): Promise<boolean> => {
  const dataKey = randomBytes(32)
  const probe = await kms.use((client) =>
    createKey(client, `agent.probe.${randomBytes(8).toString('hex')}`, usageByMethod[method]),
  )
  try {
    const wrapped = await kms.use((client) => wrapKey(client, { method, key, uniqueIdentifier: probe }, dataKey))
    await kms.use((client) => deactivateKey(client, probe))
    const opened = await kms
      .useWithRetry((client) => unwrapKey(client, wrapped))
      .catch((error: unknown) => {
        if (error instanceof AgentError && error.code !== 'kmsUnavailable') return undefined
        throw error
      })
    return opened !== undefined && dataKey.equals(opened)
  } finally {
    // Failure is harmless: the key that stays protects nothing.
    await kms.use((client) => discardKey(client, probe)).catch(() => undefined)
  }
}
