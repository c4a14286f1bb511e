import { hash } from 'node:crypto'
import { join } from 'node:path'
import { createKeyedMutex } from '../concurrency/keyed-mutex.ts'
import { makeDirectory, readFileIfExists, replaceFile } from '../durable/durable-file.ts'
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts'
import {
  formatNote,
  formatSignature,
  NoteError,
  type NoteSignature,
  type NoteSigner,
  type NoteVerifier,
  openNote,
  parseNote,
  type VerifiedNote,
} from './note.ts'
import { decideCheckpoint } from './witness-decision.ts'
import { type AddCheckpoint, parseAddCheckpoint } from './witness-request.ts'

/** An HTTP response. */
export interface WitnessResponse {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

export interface WitnessOptions {
  /** Holds, for each log, the checkpoint that was cosigned last. One process uses it at a time. */
  readonly directory: string
  /** The key, as `createCosigner` makes it. */
  readonly cosigner: NoteSigner
  /** Verifies what `cosigner` signed. */
  readonly cosignerKey: NoteVerifier
  /** The keys of the logs that are witnessed, by origin. */
  readonly logs: ReadonlyMap<string, readonly NoteVerifier[]>
}

export interface Witness {
  /**
   * Answers the body of `POST …/add-checkpoint`. What it cosigns is durable before it answers.
   * @throws Error when its own record is damaged or cannot be written
   */
  addCheckpoint(body: Uint8Array): Promise<WitnessResponse>
  /** Answers `GET …/<origin hash>/checkpoint`: the note that was cosigned last; `undefined` for 404. */
  readCheckpoint(originHash: string): Promise<string | undefined>
}

const plainText = 'text/plain; charset=utf-8'
const respond = (status: number, body: string, contentType = plainText): WitnessResponse => ({
  status,
  contentType,
  body: `${body}\n`,
})

/** The name of a log in paths (tlog-witness, "Monitor Retrieval Mechanism"). */
const hashOrigin = (origin: string): string => hash('sha256', origin)

/** Reads the checkpoint of a note whose signatures are not verified; `undefined` when it is malformed. */
const readCheckpoint = (note: string): Checkpoint | undefined => {
  try {
    return parseCheckpoint(parseNote(Buffer.from(note)).text)
  } catch (error) {
    if (error instanceof NoteError) return undefined
    throw error
  }
}

const verifyNote = (note: string, verifiers: readonly NoteVerifier[]): VerifiedNote | string => {
  try {
    return openNote(Buffer.from(note), verifiers)
  } catch (error) {
    if (error instanceof NoteError) return error.message
    throw error
  }
}

/** A witness (tlog-witness): cosigns checkpoints of logs that only grow. Transport is up to the caller. */
export const createWitness = ({ directory, cosigner, cosignerKey, logs }: WitnessOptions): Witness => {
  // Checking and recording is one step for each log: of two requests at once, one must see what the other recorded.
  const inTurn = createKeyedMutex()
  const pathOf = (originHash: string): string => join(directory, originHash, 'checkpoint')

  const readKnown = async (origin: string): Promise<Checkpoint | undefined> => {
    const path = pathOf(hashOrigin(origin))
    const bytes = await readFileIfExists(path)
    if (!bytes) return undefined
    const checkpoint = parseCheckpoint(openNote(bytes, [cosignerKey]).text)
    if (checkpoint?.origin === origin) return checkpoint
    throw new Error(`${path} is not the checkpoint of ${origin}: restore it, or no checkpoint of that log is cosigned`)
  }
  const record = async (origin: string, text: string, signatures: readonly NoteSignature[]): Promise<void> => {
    const path = pathOf(hashOrigin(origin))
    await makeDirectory(join(path, '..'))
    await replaceFile(path, formatNote(text, signatures), 0o600)
  }
  const cosign = async (
    { origin, ...checkpoint }: Checkpoint,
    { oldSize, proof }: AddCheckpoint,
    { text, signatures }: VerifiedNote,
  ): Promise<WitnessResponse> => {
    const decision = decideCheckpoint({ checkpoint, oldSize, proof }, await readKnown(origin))
    if (decision.status === 409) return respond(409, String(decision.size), 'text/x.tlog.size')
    if (decision.status !== 200) return respond(decision.status, decision.reason)
    const cosignature = { ...cosigner, signature: cosigner.sign(text) }
    await record(origin, text, [...signatures, cosignature])
    return { status: 200, contentType: plainText, body: formatSignature(cosignature) }
  }
  return {
    async addCheckpoint(body) {
      const request = parseAddCheckpoint(body)
      const checkpoint = request && readCheckpoint(request.note)
      if (!request || !checkpoint) return respond(400, 'the request is malformed')
      const verifiers = logs.get(checkpoint.origin)
      if (!verifiers) return respond(404, 'the log is unknown')
      const verified = verifyNote(request.note, verifiers)
      if (typeof verified === 'string') return respond(403, verified)
      return await inTurn(checkpoint.origin, () => cosign(checkpoint, request, verified))
    },
    async readCheckpoint(originHash) {
      if (!/^[0-9a-f]{64}$/.test(originHash)) return undefined
      return (await readFileIfExists(pathOf(originHash)))?.toString('utf8')
    },
  }
}
