import { decodeBase64 } from './base64.ts'

/** A signature line (signed-note, "Signatures"). */
export interface NoteSignature {
  readonly name: string
  readonly keyId: number
  readonly signature: Uint8Array
}

/** A signed note, taken apart; nothing is verified. */
export interface SignedNote {
  /** With its last line break, without the empty line behind it. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

/** Checks the signatures of one key: a vkey, read (signed-note, "Verifier keys"). */
export interface NoteVerifier {
  readonly name: string
  readonly keyId: number
  isSignature(text: string, signature: Uint8Array): boolean
}

/** Signs notes with one key. */
export interface NoteSigner {
  readonly name: string
  readonly keyId: number
  sign(text: string): Uint8Array
}

/** A note that is malformed, or that no key in question signed. */
export class NoteError extends Error {
  override readonly name = 'NoteError'
}

/** Signatures that are read of one note. A reader must accept 16 (signed-note, "Format"). */
const mostSignatures = 100

/** Bytes of the longest note that is read. */
const longestNote = 1_000_000

/** Names have no spaces and no plus (signed-note, "Format"). */
export const isKeyName = (name: string): boolean => /^[^\p{White_Space}+\p{Cc}]+$/u.test(name)

const linePattern = /^— ([^ ]+) ([^ ]+)$/

/** Reads a signature line without its line break. */
const parseSignature = (line: string): NoteSignature => {
  const [, name, encoded] = linePattern.exec(line) ?? []
  const bytes = encoded === undefined ? undefined : decodeBase64(encoded)
  if (name === undefined || !isKeyName(name) || !bytes || bytes.length < 5)
    throw new NoteError('the note has a malformed signature line')
  return { name, keyId: bytes.readUInt32BE(0), signature: bytes.subarray(4) }
}

/** A signature line with its line break. */
export const formatSignature = ({ name, keyId, signature }: NoteSignature): string => {
  const id = Buffer.alloc(4)
  id.writeUInt32BE(keyId)
  return `— ${name} ${Buffer.concat([id, signature]).toString('base64')}\n`
}

/** Reads signature lines, one or more. @throws NoteError */
export const parseSignatures = (lines: string): readonly NoteSignature[] => {
  if (!lines.endsWith('\n')) throw new NoteError('the note does not end with a line break')
  const signatures = lines.slice(0, -1).split('\n')
  if (signatures.length > mostSignatures) throw new NoteError(`the note has over ${mostSignatures} signatures`)
  return signatures.map(parseSignature)
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const decodeText = (bytes: Uint8Array): string => {
  if (bytes.length > longestNote) throw new NoteError(`the note is over ${longestNote} bytes`)
  try {
    return decoder.decode(bytes)
  } catch {
    throw new NoteError('the note is no UTF-8')
  }
}

/** Takes a note apart (signed-note, "Format"). @throws NoteError */
export const parseNote = (bytes: Uint8Array): SignedNote => {
  const note = decodeText(bytes)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that a note may not have.
  if (/[\x00-\x09\x0b-\x1f]/.test(note)) throw new NoteError('the note has a control character')
  // The text may have empty lines itself: the last one ends it.
  const end = note.lastIndexOf('\n\n')
  if (end < 0) throw new NoteError('the note has no signatures')
  return { text: note.slice(0, end + 1), signatures: parseSignatures(note.slice(end + 2)) }
}

/** A note with its signatures. */
export const formatNote = (text: string, signatures: readonly NoteSignature[]): string =>
  `${text}\n${signatures.map(formatSignature).join('')}`

/**
 * Signs a text.
 * @throws NoteError for a text that no note can have: without a last line break, or with another control character
 */
export const signNote = (text: string, signers: readonly NoteSigner[]): string => {
  const note = formatNote(
    text,
    signers.map((signer) => ({ ...signer, signature: signer.sign(text) })),
  )
  if (parseNote(Buffer.from(note)).text !== text) throw new NoteError('the text cannot be signed as a note')
  return note
}

/** A note that was signed by at least one of the keys in question. */
export interface VerifiedNote {
  readonly text: string
  /** Signatures of the keys in question, one a key. */
  readonly signatures: readonly NoteSignature[]
}

const findVerifier = (verifiers: readonly NoteVerifier[], { name, keyId }: NoteSignature): NoteVerifier | undefined =>
  verifiers.find((verifier) => verifier.name === name && verifier.keyId === keyId)

/** The signatures of the keys in question; others are ignored (signed-note, "Signatures"). @throws NoteError when one is wrong */
export const verifySignatures = (
  text: string,
  signatures: readonly NoteSignature[],
  verifiers: readonly NoteVerifier[],
): readonly NoteSignature[] => {
  const verified = new Map<NoteVerifier, NoteSignature>()
  for (const signature of signatures) {
    const verifier = findVerifier(verifiers, signature)
    if (!verifier || verified.has(verifier)) continue
    if (!verifier.isSignature(text, signature.signature))
      throw new NoteError(`the signature of ${verifier.name} does not belong to this text`)
    verified.set(verifier, signature)
  }
  return [...verified.values()]
}

/** Reads a note and verifies it. @throws NoteError when it is malformed, or no key in question signed it, or a signature is wrong */
export const openNote = (bytes: Uint8Array, verifiers: readonly NoteVerifier[]): VerifiedNote => {
  const { text, signatures } = parseNote(bytes)
  const verified = verifySignatures(text, signatures, verifiers)
  if (verified.length === 0)
    throw new NoteError(`none of the keys signed the note: ${verifiers.map(({ name }) => name).join(', ')}`)
  return { text, signatures: verified }
}
