import { type KeyObject, privateDecrypt, privateEncrypt } from 'node:crypto'
import { ecdsaSignDigest, ecdsaVerifyDigest } from './ecdsa-digest.ts'

/** An operation with an asymmetric key that node:crypto has no asynchronous form of; it can be sent to a thread. */
export type KeyQuestion = { readonly key: KeyObject } & (
  | { readonly kind: 'PrivateEncrypt' | 'PrivateDecrypt'; readonly padding: number; readonly data: Uint8Array }
  /** `message`: 32 random bytes. */
  | { readonly kind: 'ECDSASignDigest'; readonly digest: Uint8Array; readonly message: Uint8Array }
  | { readonly kind: 'ECDSAVerifyDigest'; readonly digest: Uint8Array; readonly signature: Uint8Array }
)

export type KeyAnswer<Q extends KeyQuestion> = Q['kind'] extends 'ECDSAVerifyDigest' ? boolean : Uint8Array

/** @throws what OpenSSL has to say, or CryptoError */
export const answerTo = (question: KeyQuestion): boolean | Uint8Array => {
  const { key } = question
  switch (question.kind) {
    case 'PrivateEncrypt':
      return privateEncrypt({ key, padding: question.padding }, question.data)
    case 'PrivateDecrypt':
      return privateDecrypt({ key, padding: question.padding }, question.data)
    case 'ECDSASignDigest':
      return ecdsaSignDigest(key, question.digest, () => question.message)
    case 'ECDSAVerifyDigest':
      return ecdsaVerifyDigest(key, question.digest, question.signature)
  }
}
