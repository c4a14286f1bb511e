import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto'

/** A key for the personal data of one period. Who deletes it forgets the period's persons, and can still prove the log. */
export interface PeriodKey {
  /** `2026-11`. */
  readonly period: string
  readonly key: KeyObject
}

const ivSize = 12
const tagSize = 16
/** Bytes of a key: AES-256. */
export const periodKeySize = 32

export const toPeriodKey = (period: string, bytes: Uint8Array): PeriodKey => ({ period, key: createSecretKey(bytes) })

const toContext = (period: string): Buffer => Buffer.from(`kmip audit ${period}`)

/** Seals personal data with AES-256-GCM: IV (12), tag (16), ciphertext of the JSON, in base64url. */
export const sealPersonalData = (
  { period, key }: PeriodKey,
  data: object,
  random: (size: number) => Uint8Array,
): string => {
  const iv = random(ivSize)
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  cipher.setAAD(toContext(period))
  const sealed = Buffer.concat([cipher.update(JSON.stringify(data)), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** @throws Error when the key is another one's or the data was altered */
export const openPersonalData = ({ period, key }: PeriodKey, sealed: string): Record<string, unknown> => {
  const bytes = Buffer.from(sealed, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivSize), { authTagLength: tagSize })
  decipher.setAAD(toContext(period))
  decipher.setAuthTag(bytes.subarray(ivSize, ivSize + tagSize))
  return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(ivSize + tagSize)), decipher.final()]).toString())
}
