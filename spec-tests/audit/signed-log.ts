import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { formatCheckpoint, type TreeHead } from '../../transparency/checkpoint.ts'
import { type LogFiles, openLogFiles } from '../../transparency/log-files.ts'
import { type NoteSigner, type NoteVerifier, signNote } from '../../transparency/note.ts'
import { createNoteSigner, createNoteVerifier } from '../../transparency/note-signer.ts'
import { formatVerifierKey, signatureType } from '../../transparency/verifier-key.ts'

export const origin = 'kmip.example/audit'

/** A log with a key of its own. */
export interface SignedLog {
  readonly log: LogFiles
  readonly verifier: NoteVerifier
  /** The vkey. */
  readonly verifierKey: string
  /** Makes durable what was appended, and publishes a checkpoint, also signed by others. Returns it. */
  publish(...cosigners: readonly NoteSigner[]): Promise<TreeHead & { readonly note: string }>
}

export const openSignedLog = async (directory: string): Promise<SignedLog> => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const key = { name: origin, type: signatureType.ed25519, publicKey: createPublicKey(privateKey) }
  const signer = createNoteSigner(origin, privateKey)
  const { log } = await openLogFiles(directory, {
    onProblem(error) {
      throw error
    },
  })
  return {
    log,
    verifier: createNoteVerifier(key),
    verifierKey: formatVerifierKey(key),
    async publish(...cosigners) {
      const head = await log.sync()
      const note = signNote(formatCheckpoint({ ...head, origin, extensions: [] }), [signer, ...cosigners])
      await log.publish(note)
      return { ...head, note }
    },
  }
}

/** Appends small entries until the log has so many; all are different. */
export const fillLog = async (log: LogFiles, size: number): Promise<void> => {
  while (log.size < size) {
    const count = Math.min(1000, size - log.size)
    const first = log.size
    log.append(Array.from({ length: count }, (_, i) => Buffer.from(`{"index":${first + i},"operation":"Get"}`)))
    await log.sync()
  }
}
