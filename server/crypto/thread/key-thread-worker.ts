import { parentPort } from 'node:worker_threads'
import { CryptoError, type CryptoReason } from '../crypto-error.ts'
import { answerTo, type KeyAnswer, type KeyQuestion } from './key-question.ts'

export interface NumberedQuestion {
  readonly number: number
  readonly question: KeyQuestion
}

/** `refused`: a CryptoError. What OpenSSL says of a failure does not leave the thread. */
export interface NumberedAnswer {
  readonly number: number
  readonly answer?: KeyAnswer
  readonly refused?: { readonly reason: CryptoReason; readonly message: string }
}

const answered = (question: KeyQuestion): Omit<NumberedAnswer, 'number'> => {
  try {
    return { answer: answerTo(question) }
  } catch (error) {
    return error instanceof CryptoError ? { refused: { reason: error.reason, message: error.message } } : {}
  }
}

if (!parentPort) throw new Error('The key thread runs as a worker thread only')
const port = parentPort
port.on('message', ({ number, question }: NumberedQuestion) => port.postMessage({ number, ...answered(question) }))
