import { decodeBase64 } from './base64.ts'
import { parseSize } from './checkpoint.ts'
import { hashLength } from './hash.ts'

/** A request to a witness (tlog-witness, "add-checkpoint"). */
export interface AddCheckpoint {
  /** Size of the tree that the witness cosigned last; 0 for none. */
  readonly oldSize: number
  /** Proof that the checkpoint continues that tree. */
  readonly proof: readonly Uint8Array[]
  /** The checkpoint, signed by its log. */
  readonly note: string
}

/** Hashes of the longest proof (tlog-witness, "add-checkpoint"). */
const longestProof = 63

/** The body of the request. */
export const formatAddCheckpoint = ({ oldSize, proof, note }: AddCheckpoint): string =>
  [`old ${oldSize}`, ...proof.map((hash) => Buffer.from(hash).toString('base64')), '', note].join('\n')

/** Reads the body of a request; `undefined` for a malformed one. The note is not read yet. */
export const parseAddCheckpoint = (body: Uint8Array): AddCheckpoint | undefined => {
  const text = Buffer.from(body).toString('utf8')
  const end = text.indexOf('\n\n')
  if (end < 0) return undefined
  const [first = '', ...lines] = text.slice(0, end).split('\n')
  const oldSize = first.startsWith('old ') ? parseSize(first.slice(4)) : undefined
  const proof = lines.flatMap((line) => {
    const hash = decodeBase64(line)
    return hash?.length === hashLength ? [hash] : []
  })
  if (oldSize === undefined || proof.length < lines.length || proof.length > longestProof) return undefined
  return { oldSize, proof, note: text.slice(end + 2) }
}
