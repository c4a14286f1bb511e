import { type KeyObject, privateDecrypt, privateEncrypt, randomBytes } from 'node:crypto'
import { ecdsaSignDigest, ecdsaVerifyDigest } from '../signature/ecdsa-digest.ts'
import { joinSecret, type Part } from '../splitting/join-secret.ts'
import { splitSecret } from '../splitting/split-secret.ts'
import { type Splitting, workOf } from '../splitting/splitting.ts'
import { isLongKey } from './long-key.ts'

/** An operation with a key that node:crypto has no asynchronous form of; it can be sent to a thread. */
export type KeyQuestion =
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
  /** With random numbers of node:crypto. */
  | { readonly kind: 'SplitSecret'; readonly secret: Uint8Array; readonly splitting: Splitting }
  | {
      readonly kind: 'JoinSecret'
      readonly parts: readonly Part[]
      readonly splitting: Splitting
      readonly length: number | undefined
    }

interface Answers {
  readonly PrivateEncrypt: Uint8Array
  readonly PrivateDecrypt: Uint8Array
  readonly ECDSASignDigest: Uint8Array
  readonly ECDSAVerifyDigest: boolean
  readonly SplitSecret: Uint8Array[]
  readonly JoinSecret: Uint8Array
}

export type KeyAnswer<Q extends KeyQuestion = KeyQuestion> = Answers[Q['kind']]

/** Multiplications of bytes that take about a millisecond. */
const littleWork = 20_000

/** Whether the answer would keep all other requests waiting. */
export const isLong = (question: KeyQuestion): boolean => {
  if (question.kind === 'SplitSecret')
    return workOf(question.secret.length, question.splitting.splitKeyParts, question.splitting) > littleWork
  if (question.kind === 'JoinSecret')
    return workOf(question.parts[0]?.bytes.length ?? 0, question.parts.length, question.splitting) > littleWork
  return isLongKey(question.key)
}

/** @throws what OpenSSL has to say, or CryptoError */
export const answerTo = (question: KeyQuestion): KeyAnswer => {
  switch (question.kind) {
    case 'PrivateEncrypt':
      return privateEncrypt({ key: question.key, padding: question.padding }, question.data)
    case 'PrivateDecrypt':
      return privateDecrypt({ key: question.key, padding: question.padding }, question.data)
    case 'ECDSASignDigest':
      return ecdsaSignDigest(question.key, question.digest, () => question.message)
    case 'ECDSAVerifyDigest':
      return ecdsaVerifyDigest(question.key, question.digest, question.signature)
    case 'SplitSecret':
      return splitSecret(question.secret, question.splitting, randomBytes)
    case 'JoinSecret':
      return joinSecret(question.parts, question.splitting, question.length)
  }
}
