import type { TreeHead } from './checkpoint.ts'
import { emptyRoot } from './hash.ts'
import { isConsistent } from './proof.ts'
import { isSameHash } from './reconcile.ts'

/** What a witness is asked, once the signature of the log is verified. */
export interface Submission {
  readonly checkpoint: TreeHead
  readonly oldSize: number
  readonly proof: readonly Uint8Array[]
}

/** An HTTP status with what goes with it (tlog-witness, "add-checkpoint"). */
export type Decision =
  | { readonly status: 200 }
  | { readonly status: 409; readonly size: number }
  | { readonly status: 400 | 422; readonly reason: string }

/**
 * Whether a witness cosigns a checkpoint.
 * @param known the checkpoint of this log that it cosigned last
 */
export const decideCheckpoint = ({ checkpoint, oldSize, proof }: Submission, known: TreeHead | undefined): Decision => {
  const { size, rootHash } = checkpoint
  if (oldSize > size) return { status: 400, reason: `the old size ${oldSize} is over that of the checkpoint, ${size}` }
  const knownSize = known?.size ?? 0
  if (oldSize !== knownSize) return { status: 409, size: knownSize }
  if (size === 0 && !isSameHash(rootHash, emptyRoot()))
    return { status: 422, reason: 'the checkpoint is empty, and its root hash is not that of the empty tree' }
  const oldRoot = known?.rootHash ?? emptyRoot()
  if (!isConsistent({ oldSize, oldRoot, size, rootHash, proof }))
    return { status: 422, reason: `nothing proves that the checkpoint continues the tree of ${oldSize} entries` }
  return { status: 200 }
}
