import { parseSize, type TreeHead } from './checkpoint.ts'
import { type NoteSignature, type NoteVerifier, parseNote, parseSignatures, verifySignatures } from './note.ts'
import type { WitnessResponse } from './witness.ts'
import { formatAddCheckpoint } from './witness-request.ts'

/** The witness cosigned a tree of this log that this log does not have: it was restored from an older copy, or rolled back. */
export class WitnessAheadError extends Error {
  override readonly name = 'WitnessAheadError'
  /** Size of the tree that the witness cosigned. */
  readonly size: number
  constructor(size: number, ownSize: number) {
    super(`the witness knows ${size} entries of this log, which has ${ownSize}: it was restored or rolled back`)
    this.size = size
  }
}

export interface WitnessClientOptions {
  /** The witness's keys; others' cosignatures are ignored. */
  readonly verifiers: readonly NoteVerifier[]
  /** Sends the body of `POST …/add-checkpoint`. */
  readonly send: (body: string) => Promise<WitnessResponse>
}

/** A checkpoint of this log, signed, and how to prove that it continues an older one. */
export interface SignedHead extends TreeHead {
  readonly note: string
  proveConsistency(oldSize: number, size: number): Promise<readonly Uint8Array[]>
}

/** The side of a log: it has its checkpoints cosigned, one at a time. */
export interface WitnessClient {
  /**
   * Has a checkpoint cosigned.
   * @throws WitnessAheadError; NoteError for a wrong signature; Error for any other refusal, or what `send` throws
   */
  cosign(head: SignedHead): Promise<readonly NoteSignature[]>
}

export const createWitnessClient = ({ verifiers, send }: WitnessClientOptions): WitnessClient => {
  // 0 is what a client sends that does not know (tlog-witness, "add-checkpoint"): the witness answers with its size.
  let knownSize = 0

  const ask = async (head: SignedHead, oldSize: number): Promise<WitnessResponse> =>
    await send(formatAddCheckpoint({ ...head, oldSize, proof: await head.proveConsistency(oldSize, head.size) }))

  const readSize = ({ status, body }: WitnessResponse, head: SignedHead): number | undefined => {
    const size = status === 409 ? parseSize(body.trimEnd()) : undefined
    if (size !== undefined && size > head.size) throw new WitnessAheadError(size, head.size)
    return size
  }
  return {
    async cosign(head) {
      if (knownSize > head.size) throw new WitnessAheadError(knownSize, head.size)
      let response = await ask(head, knownSize)
      const size = readSize(response, head)
      if (size !== undefined) response = await ask(head, size)
      if (response.status !== 200)
        throw new Error(`the witness refused the checkpoint: ${response.status} ${response.body.trim()}`)
      const { text } = parseNote(Buffer.from(head.note))
      const cosignatures = verifySignatures(text, parseSignatures(response.body), verifiers)
      if (cosignatures.length === 0) throw new Error('the witness answered with no signature of its key')
      knownSize = head.size
      return cosignatures
    },
  }
}
