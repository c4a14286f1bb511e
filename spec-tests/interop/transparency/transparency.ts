import { spawn } from 'node:child_process'
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { createCosigner } from '../../../transparency/cosignature.ts'
import { hashLeaf } from '../../../transparency/hash.ts'
import { openNote } from '../../../transparency/note.ts'
import { createNoteVerifier } from '../../../transparency/note-signer.ts'
import { isConsistent, isIncluded } from '../../../transparency/proof.ts'
import { formatVerifierKey, parseVerifierKey, signatureType } from '../../../transparency/verifier-key.ts'
import { fillLog, openSignedLog } from '../../audit/signed-log.ts'
import { buildGoProgram } from '../go-program.ts'
import type { Tally } from '../tally.ts'

interface RecordProof {
  readonly Index: number
  readonly Proof: readonly string[] | null
}

interface TreeProof {
  readonly OldSize: number
  readonly OldRoot: string
  readonly Proof: readonly string[] | null
}

/** What the Go program answers, in Base 64. */
interface Answer {
  readonly Size: number
  readonly Root: string
  readonly NoteKey: string
  readonly Note: string
  readonly Records: readonly RecordProof[] | null
  readonly Trees: readonly TreeProof[] | null
}

const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const fromBase64 = (encoded: string): Buffer => Buffer.from(encoded, 'base64')
const fromProof = (proof: readonly string[] | null): Buffer[] => (proof ?? []).map(fromBase64)

const run = async (program: string, directory: string, request: unknown): Promise<Answer> => {
  const child = spawn(program, [directory])
  const exited = once(child, 'exit')
  child.stdin.end(JSON.stringify(request))
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)])
  const [code] = await exited
  if (code !== 0) throw new Error(errors)
  return JSON.parse(output)
}

/** Places of a log that lie at or beside the ends of tiles. */
const pick = (size: number): number[] =>
  [0, 1, 2, 100, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, size - 2, size - 1].filter((n) => n >= 0 && n < size)

const checkSize = async (program: string, size: number, tally: Tally): Promise<void> => {
  const directory = await mkdtemp(join(tmpdir(), 'kmip-tlog-'))
  try {
    const { log, verifierKey, publish } = await openSignedLog(directory)
    await fillLog(log, size)
    const { privateKey } = generateKeyPairSync('ed25519')
    const key = { name: 'witness', type: signatureType.cosignature, publicKey: createPublicKey(privateKey) }
    const head = await publish(createCosigner(key.name, privateKey, () => new Date()))
    const records: RecordProof[] = []
    for (const Index of pick(size))
      records.push({ Index, Proof: (await log.proveInclusion(Index, size)).map(toBase64) })
    const trees: TreeProof[] = []
    // Go has no proof that a tree continues the empty one.
    for (const OldSize of [...pick(size), size].filter((n) => n > 0))
      trees.push({
        OldSize,
        OldRoot: toBase64(await log.computeRoot(OldSize)),
        Proof: (await log.proveConsistency(OldSize, size)).map(toBase64),
      })
    let answer: Answer | undefined
    await tally.check(`Go reads a log of ${size} entries, its checkpoint, cosignature and proofs`, async () => {
      const request = { LogKey: verifierKey, WitnessKey: formatVerifierKey(key), Records: records, Trees: trees }
      answer = await run(program, directory, request)
      expect(answer).to.include({ Size: size, Root: toBase64(head.rootHash) })
    })
    if (!answer) return
    const { Records, Trees, Note, NoteKey } = answer
    await tally.check(`Go's proofs of ${size} entries verify`, async () => {
      expect(Records).to.have.length(records.length)
      expect(Trees).to.have.length(trees.length)
      for (const { Index: index, Proof } of Records ?? []) {
        const [entry] = await log.readEntries(index, index + 1)
        const claim = { ...head, index, leafHash: hashLeaf(entry!), proof: fromProof(Proof) }
        expect(isIncluded(claim), `entry ${index}`).to.equal(true)
      }
      for (const { OldSize: oldSize, OldRoot, Proof } of Trees ?? []) {
        const claim = { ...head, oldSize, oldRoot: fromBase64(OldRoot), proof: fromProof(Proof) }
        expect(isConsistent(claim), `tree of ${oldSize}`).to.equal(true)
      }
    })
    await tally.check(`Go's signed note over ${size} entries verifies`, () => {
      const verifier = createNoteVerifier(parseVerifierKey(NoteKey))
      expect(head.note.startsWith(openNote(Buffer.from(Note), [verifier]).text)).to.equal(true)
    })
    await log.close()
  } finally {
    await rm(directory, { recursive: true })
  }
}

/** Our logs are read by Go's implementation, and its proofs and notes by ours. */
export const runTransparency = async (tally: Tally): Promise<void> => {
  const program = await buildGoProgram(join(import.meta.dirname, 'tlog'))
  for (const size of [1, 2, 255, 256, 257, 1000, 66_000]) await checkSize(program, size, tally)
}
