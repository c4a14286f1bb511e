import { decodeHeader, encodeHeader } from '../envelope/header.ts'
import { decodeWrappedKey, encodeWrappedKey } from '../envelope/wrapped-key.ts'
import { AgentError } from '../interface/agent-error.ts'
import type { UnopenedSecret } from '../interface/routes.ts'
import { unwrapKey, wrapKey } from '../kms/wrapping.ts'
import type { RotatedKey, RotationParts } from './rotation-parts.ts'

const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

/** Wraps a data key with a key of the KMS and reads it back through the KMS. @returns the wrapped data key */
export const wrapAndReadBack = async (
  { kms }: RotationParts,
  { key, config: { method } }: RotatedKey,
  uniqueIdentifier: string,
  dataKey: Uint8Array,
): Promise<Uint8Array> => {
  const wrapped = await kms.useWithRetry((client) => wrapKey(client, { method, key, uniqueIdentifier }, dataKey))
  const opened = await kms.useWithRetry((client) => unwrapKey(client, wrapped))
  if (Buffer.compare(dataKey, opened) !== 0)
    throw new AgentError(
      'kmsRefused',
      `The KMS ${kms.name} unwraps with ${uniqueIdentifier} something else than it wrapped.`,
    )
  return encodeWrappedKey(wrapped)
}

export interface Rewrapping {
  /** Wrapped data keys, old → new, base64. */
  readonly rewrapped: Readonly<Record<string, string>>
  readonly unopened: readonly UnopenedSecret[]
}

/** Wraps the data keys of a key's secrets with its successor and reads each back. Changes no secret. */
export const rewrapSecrets = async (
  parts: RotationParts,
  rotated: RotatedKey,
  successor: string,
): Promise<Rewrapping> => {
  const rewrapped: Record<string, string> = {}
  const unopened: UnopenedSecret[] = []
  for (const name of await parts.secrets.names()) {
    const envelope = await parts.secrets.get(name)
    const found = envelope && decodeHeader(envelope)
    if (!found) continue
    const { wrappedKey } = found.header
    const { key, uniqueIdentifier } = decodeWrappedKey(wrappedKey)
    if (key !== rotated.key || uniqueIdentifier === successor) continue
    try {
      const dataKey = await rotated.unwrap(wrappedKey)
      rewrapped[toBase64(wrappedKey)] = toBase64(await wrapAndReadBack(parts, rotated, successor, dataKey))
      dataKey.fill(0)
    } catch (error) {
      if (!(error instanceof AgentError) || error.code === 'kmsUnavailable') throw error
      unopened.push({ name, uniqueIdentifier, reason: error.message })
    }
  }
  return { rewrapped, unopened }
}

/** Puts rewrapped data keys into the headers of the secrets. A secret that was written meanwhile stays. @returns how many */
export const replaceHeaders = async (
  { secrets, mutex }: RotationParts,
  rewrapped: Rewrapping['rewrapped'],
): Promise<number> => {
  let replaced = 0
  for (const name of await secrets.names())
    await mutex(`secret ${name}`, async () => {
      const envelope = await secrets.get(name)
      const found = envelope && decodeHeader(envelope)
      if (!found) return
      const wrappedKey = rewrapped[toBase64(found.header.wrappedKey)]
      if (wrappedKey === undefined) return
      const header = encodeHeader({ wrappedKey: Buffer.from(wrappedKey, 'base64'), salt: found.header.salt })
      await secrets.put(name, Buffer.concat([header, envelope.subarray(found.size)]), true)
      replaced++
    })
  return replaced
}
