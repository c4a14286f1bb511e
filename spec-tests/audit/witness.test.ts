import { createPublicKey, generateKeyPairSync, hash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { formatCheckpoint, type TreeHead } from '../../transparency/checkpoint.ts'
import { createCosigner } from '../../transparency/cosignature.ts'
import { formatNote, NoteError, openNote, parseNote, signNote } from '../../transparency/note.ts'
import { createNoteSigner, createNoteVerifier } from '../../transparency/note-signer.ts'
import { signatureType } from '../../transparency/verifier-key.ts'
import { createWitness, type Witness } from '../../transparency/witness.ts'
import { createWitnessClient, WitnessAheadError, type WitnessClient } from '../../transparency/witness-client.ts'
import { decideCheckpoint } from '../../transparency/witness-decision.ts'
import { formatAddCheckpoint, parseAddCheckpoint } from '../../transparency/witness-request.ts'
import { fillLog, openSignedLog, origin, type SignedLog } from './signed-log.ts'

const { privateKey } = generateKeyPairSync('ed25519')
const cosigner = createCosigner('witness', privateKey, () => new Date())
const cosignerKey = createNoteVerifier({
  name: 'witness',
  type: signatureType.cosignature,
  publicKey: createPublicKey(privateKey),
})

describe('witness', () => {
  let directory: string
  let signed: SignedLog
  let witness: Witness
  const openWitness = (): Witness =>
    createWitness({
      directory: join(directory, 'witness'),
      cosigner,
      cosignerKey,
      logs: new Map([[origin, [signed.verifier]]]),
    })
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'kmip-witness-'))
    signed = await openSignedLog(join(directory, 'log'))
    witness = openWitness()
  })
  afterEach(async () => {
    await signed.log.close()
    rmSync(directory, { recursive: true })
  })

  const ask = async (note: string, oldSize: number, proof: readonly Uint8Array[] = []) =>
    await witness.addCheckpoint(Buffer.from(formatAddCheckpoint({ note, oldSize, proof })))
  const grow = async (size: number) => {
    await fillLog(signed.log, size)
    return await signed.publish()
  }
  const createClient = (): WitnessClient =>
    createWitnessClient({ verifiers: [cosignerKey], send: (body) => witness.addCheckpoint(Buffer.from(body)) })
  const cosign = (client: WitnessClient, head: TreeHead & { readonly note: string }) =>
    client.cosign({ ...head, proveConsistency: signed.log.proveConsistency })

  it('reads the request of the text', () => {
    const body = `old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
`
    const request = parseAddCheckpoint(Buffer.from(body))
    expect(request).to.include({ oldSize: 20_852_014 })
    expect(request?.proof).to.have.length(2)
    expect(formatAddCheckpoint(request!)).to.equal(body)
    for (const malformed of [
      body.replace('old 20852014', 'old 020852014'),
      body.replace('old', 'new'),
      body.replace('PlRN', ''),
      body.replace('\n\n', '\nAAAA\n\n'),
      body.replace('\n\n', `${`\n${'A'.repeat(43)}=`.repeat(62)}\n\n`),
      '',
    ])
      expect(parseAddCheckpoint(Buffer.from(malformed)), malformed.slice(0, 40)).to.equal(undefined)
  })

  it('cosigns a log that grows, over many runs, and the checkpoint verifies by both keys', async () => {
    let client = createClient()
    for (const size of [1, 1, 2, 300, 700]) {
      const head = await grow(size)
      const cosignatures = await cosign(client, head)
      const note = formatNote(parseNote(Buffer.from(head.note)).text, [
        ...parseNote(Buffer.from(head.note)).signatures,
        ...cosignatures,
      ])
      expect(openNote(Buffer.from(note), [signed.verifier, cosignerKey]).signatures).to.have.length(2)
      await signed.log.publish(note)
      expect(await witness.readCheckpoint(hash('sha256', origin))).to.equal(note)
      witness = openWitness()
      if (size === 2) client = createClient()
    }
  })

  it('answers with the status of the text', async () => {
    const old = await grow(5)
    await ask(old.note, 0)
    const head = await grow(9)
    const proof = await signed.log.proveConsistency(5, 9)
    const toNote = (change: Partial<TreeHead & { origin: string }>) =>
      formatCheckpoint({ ...head, origin, extensions: [], ...change })
    const foreign = createNoteSigner(origin, generateKeyPairSync('ed25519').privateKey)
    const text = toNote({})
    const statuses = {
      malformed: await witness.addCheckpoint(Buffer.from('old 5\n')),
      'no checkpoint': await ask('text\n\n— a AAAAAAAA\n', 0),
      'unknown log': await ask(signNote(toNote({ origin: 'other' }), [foreign]), 5, proof),
      'foreign key': await ask(signNote(text, [foreign]), 5, proof),
      'wrong signature': await ask(head.note.replace('\n9\n', '\n8\n'), 5, proof),
      'old size over that of the checkpoint': await ask(head.note, 10, proof),
      'another old size': await ask(head.note, 4, await signed.log.proveConsistency(4, 9)),
      'no proof': await ask(head.note, 5),
      'a wrong proof': await ask(head.note, 5, proof.with(0, Buffer.alloc(32))),
    }
    expect(Object.values(statuses).map(({ status }) => status)).to.deep.equal([
      400, 400, 404, 403, 403, 400, 409, 422, 422,
    ])
    const conflict = statuses['another old size']
    expect(conflict).to.deep.equal({ status: 409, contentType: 'text/x.tlog.size', body: '5\n' })
    expect((await ask(head.note, 5, proof)).status).to.equal(200)
    expect((await ask(head.note, 5, proof)).status, 'again').to.equal(409)
    expect((await ask(head.note, 9)).status, 'the same tree').to.equal(200)
    expect((await ask(head.note, 9, proof)).status, 'a proof where none is needed').to.equal(422)
  })

  it('refuses a proof for its first checkpoint, and an empty tree with a root', async () => {
    const { note } = await grow(2)
    expect((await ask(note, 0, [Buffer.alloc(32)])).status).to.equal(422)
    expect(await witness.readCheckpoint(hash('sha256', origin)), 'nothing cosigned').to.equal(undefined)
    expect(await witness.readCheckpoint('../log'), 'no path').to.equal(undefined)
    const empty = { size: 0, rootHash: hash('sha256', '', 'buffer') }
    const decide = (checkpoint: TreeHead) => decideCheckpoint({ checkpoint, oldSize: 0, proof: [] }, undefined)
    expect(decide(empty)).to.deep.equal({ status: 200 })
    expect(decide({ ...empty, rootHash: Buffer.alloc(32) })).to.have.property('status', 422)
  })

  it('cosigns one of two branches that come at once', async () => {
    const other = await openSignedLog(join(directory, 'other'))
    const logs = new Map([[origin, [signed.verifier, other.verifier]]])
    witness = createWitness({ directory: join(directory, 'both'), cosigner, cosignerKey, logs })
    const one = await grow(3)
    other.log.append([Buffer.from('another history'), Buffer.from('of the log')])
    const two = await other.publish()
    const answers = await Promise.all([ask(one.note, 0), ask(two.note, 0)])
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 409])
    await other.log.close()
  })

  it('tells a log that was rolled back', async () => {
    const early = await grow(3)
    await cosign(createClient(), await grow(8))
    const error = await cosign(createClient(), early).catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(WitnessAheadError).with.property('size', 8)
  })

  it('does not cosign when its record was altered', async () => {
    const head = await grow(3)
    await ask(head.note, 0)
    writeFileSync(join(directory, 'witness', hash('sha256', origin), 'checkpoint'), head.note)
    const error = await ask(head.note, 3).catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(NoteError)
  })

  it('is not believed with another key', async () => {
    const head = await grow(3)
    const publicKey = createPublicKey(generateKeyPairSync('ed25519').privateKey)
    const verifier = createNoteVerifier({ name: 'witness', type: signatureType.cosignature, publicKey })
    const client = createWitnessClient({
      verifiers: [verifier],
      send: (body) => witness.addCheckpoint(Buffer.from(body)),
    })
    const error = await cosign(client, head).catch((reason: unknown) => reason)
    expect(error).to.have.property('message').that.includes('no signature of its key')
  })
})
