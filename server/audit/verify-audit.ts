import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Checkpoint, parseCheckpoint } from '../../transparency/checkpoint.ts'
import { NoteError, openNote } from '../../transparency/note.ts'
import { createNoteVerifier } from '../../transparency/note-signer.ts'
import { parseVerifierKey } from '../../transparency/verifier-key.ts'
import { verifyLog } from '../../transparency/verify.ts'
import { SetUpError } from '../setup/set-up-error.ts'

export interface VerifyAuditOptions {
  /** The folder of a log, or a copy of it. */
  readonly log: string
  /** The public key of the log, as its file `verifier` has it. Default: that file, which whoever alters a log can alter too. */
  readonly verifier?: string
  /** Path of an older checkpoint that was kept elsewhere: the log must continue it. */
  readonly from?: string
  readonly onProgress: (entries: number) => void
}

export interface AuditVerification {
  readonly origin: string
  /** Entries that the checkpoint covers. */
  readonly entries: number
  /** Entries after the checkpoint, which nothing proves yet. */
  readonly unsigned: number
  readonly faults: number
  /** The first faults. */
  readonly findings: readonly { readonly file: string; readonly index?: number; readonly problem: string }[]
}

const mostFindings = 100

const readText = async (path: string, what: string): Promise<string> => {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (cause) {
    throw new SetUpError(`${path} cannot be read: it should be ${what}.`, { cause })
  }
}

/**
 * Verifies that nothing in a log was altered, removed, inserted or reordered, with its public key alone: signature, hashes, entries.
 *
 * @throws SetUpError when a file cannot be read, or the public key or the older checkpoint is malformed
 */
export const verifyAudit = async ({
  log,
  verifier,
  from,
  onProgress,
}: VerifyAuditOptions): Promise<AuditVerification> => {
  const text = verifier ?? (await readText(join(log, 'verifier'), 'the public key of an audit log'))
  const findings: AuditVerification['findings'][number][] = []
  let faults = 0
  try {
    const key = parseVerifierKey(text)
    const verifiers = [createNoteVerifier(key)]
    let older: Checkpoint | undefined
    if (from !== undefined) {
      older = parseCheckpoint(openNote(await readFile(from), verifiers).text)
      if (!older) throw new NoteError(`${from} is no checkpoint`)
    }
    const { checkpoint, unsigned } = await verifyLog(log, {
      origin: key.name,
      verifiers,
      ...(older && { from: older }),
      onProgress,
      onFinding(finding) {
        if (++faults <= mostFindings) findings.push(finding)
      },
    })
    return { origin: key.name, entries: checkpoint?.size ?? 0, unsigned, faults, findings }
  } catch (error) {
    if (error instanceof NoteError) throw new SetUpError(`${error.message}.`)
    throw error
  }
}
