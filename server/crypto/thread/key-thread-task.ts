import { type KeyObject, privateDecrypt, privateEncrypt, randomBytes } from 'node:crypto'
import { signEcdsaDigest, verifyEcdsaDigest } from '../signature/ecdsa-digest.ts'
import { joinSecret, type Part } from '../splitting/join-secret.ts'
import { splitSecret } from '../splitting/split-secret.ts'
import { estimateWork, type Splitting } from '../splitting/splitting.ts'
import { isLongKey } from './long-key.ts'

/** An operation without an asynchronous form in node:crypto. It can be sent to a worker thread. */
export type KeyThreadTask =
  | {
      readonly kind: 'PrivateEncrypt' | 'PrivateDecrypt'
      readonly key: KeyObject
      readonly padding: number
      readonly data: Uint8Array
    }
  | {
      readonly kind: 'ECDSASignDigest'
      readonly key: KeyObject
      readonly digest: Uint8Array
      /** 32 random bytes. */
      readonly message: Uint8Array
    }
  | {
      readonly kind: 'ECDSAVerifyDigest'
      readonly key: KeyObject
      readonly digest: Uint8Array
      readonly signature: Uint8Array
    }
  /** Uses random numbers of node:crypto. */
  | { readonly kind: 'SplitSecret'; readonly secret: Uint8Array; readonly splitting: Splitting }
  | {
      readonly kind: 'JoinSecret'
      readonly parts: readonly Part[]
      readonly splitting: Splitting
      readonly length: number | undefined
    }

interface Results {
  readonly PrivateEncrypt: Uint8Array
  readonly PrivateDecrypt: Uint8Array
  readonly ECDSASignDigest: Uint8Array
  readonly ECDSAVerifyDigest: boolean
  readonly SplitSecret: Uint8Array[]
  readonly JoinSecret: Uint8Array
}

export type KeyThreadResult<Q extends KeyThreadTask = KeyThreadTask> = Results[Q['kind']]

/** Byte multiplications that take about a millisecond. */
const shortWork = 20_000

/** Whether the task would block other requests. */
export const isLongTask = (task: KeyThreadTask): boolean => {
  if (task.kind === 'SplitSecret')
    return estimateWork(task.secret.length, task.splitting.splitKeyParts, task.splitting) > shortWork
  if (task.kind === 'JoinSecret')
    return estimateWork(task.parts[0]?.bytes.length ?? 0, task.parts.length, task.splitting) > shortWork
  return isLongKey(task.key)
}

/** @throws an error of OpenSSL, or CryptoError */
export const runTask = (task: KeyThreadTask): KeyThreadResult => {
  switch (task.kind) {
    case 'PrivateEncrypt':
      return privateEncrypt({ key: task.key, padding: task.padding }, task.data)
    case 'PrivateDecrypt':
      return privateDecrypt({ key: task.key, padding: task.padding }, task.data)
    case 'ECDSASignDigest':
      return signEcdsaDigest(task.key, task.digest, () => task.message)
    case 'ECDSAVerifyDigest':
      return verifyEcdsaDigest(task.key, task.digest, task.signature)
    case 'SplitSecret':
      return splitSecret(task.secret, task.splitting, randomBytes)
    case 'JoinSecret':
      return joinSecret(task.parts, task.splitting, task.length)
  }
}
