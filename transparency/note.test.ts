import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { expect } from 'chai'
import { formatCheckpoint, parseCheckpoint } from './checkpoint.ts'
import { createCosigner, readTimestamp } from './cosignature.ts'
import { NoteError, openNote, parseNote, signNote } from './note.ts'
import { createNoteSigner, createNoteVerifier } from './note-signer.ts'
import { formatVerifierKey, parseVerifierKey, signatureType } from './verifier-key.ts'

const { privateKey } = generateKeyPairSync('ed25519')
const publicKey = createPublicKey(privateKey)
const signer = createNoteSigner('log', privateKey)
const verifier = createNoteVerifier({ name: 'log', type: signatureType.ed25519, publicKey })

const open = (note: string, ...verifiers: (typeof verifier)[]) => openNote(Buffer.from(note), verifiers)

describe('signed notes', () => {
  // The example of signed-note, "Verifier keys".
  const example = {
    key: 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
    note: 'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n',
  }

  it('of the text verify, and its key is written as it is read', () => {
    const key = parseVerifierKey(example.key)
    expect(formatVerifierKey(key)).to.equal(example.key)
    expect(open(example.note, createNoteVerifier(key)).text).to.equal('This is an example message.\n')
    expect(() => open(example.note.replace('an', 'no'), createNoteVerifier(key))).to.throw(NoteError, 'example.com/foo')
  })

  it('verify by each key that signed them; unknown signatures are ignored', () => {
    const other = createNoteSigner('other', privateKey)
    const note = signNote('text\n\nmore\n', [other, signer, signer])
    const { text, signatures } = open(note, verifier)
    expect(text).to.equal('text\n\nmore\n')
    expect(signatures.map(({ name }) => name)).to.deep.equal(['log'])
    expect(() => open(signNote('text\n', [other]), verifier)).to.throw(NoteError, 'none of the keys')
    expect(() => open(note)).to.throw(NoteError, 'none of the keys')
  })

  it('are refused whole when a signature of a known key is wrong', () => {
    const other = createNoteSigner('other', generateKeyPairSync('ed25519').privateKey)
    const forged = { ...other, sign: () => Buffer.alloc(64) }
    const known = { ...verifier, name: 'other', keyId: other.keyId, isSignature: () => false }
    expect(open(signNote('text\n', [signer, forged]), verifier).text).to.equal('text\n')
    expect(() => open(signNote('text\n', [signer, forged]), verifier, known)).to.throw(NoteError, 'signature of other')
  })

  it('are refused when malformed', () => {
    const note = signNote('text\n', [signer])
    const malformed: Readonly<Record<string, string>> = {
      'no UTF-8': '',
      'a control character': note.replace('text', 'te\txt'),
      'a carriage return': note.replaceAll('\n', '\r\n'),
      'no empty line': note.replace('\n\n', '\n'),
      'no signature': 'text\n\n',
      'no line break at the end': note.slice(0, -1),
      'text behind the signatures': `${note}text\n`,
      'a hyphen for the dash': note.replace('—', '-'),
      'no space': note.replace('— ', '—'),
      'a plus in the name': note.replace('log', 'l+g'),
      'a space in the name': note.replace('log', 'l\u00a0g'),
      'no Base 64': note.replace(/=\n$/, '\n'),
      'an empty signature': note.replace(/ [^ ]+\n$/, ' AAAAAA==\n'),
    }
    for (const [name, text] of Object.entries(malformed)) {
      const bytes = name === 'no UTF-8' ? Buffer.concat([Buffer.of(0xff), Buffer.from(note)]) : Buffer.from(text)
      expect(() => openNote(bytes, [verifier]), name).to.throw(NoteError)
    }
    expect(() => parseNote(Buffer.from(`text\n\n${note.split('\n\n')[1]?.repeat(101)}`))).to.throw(NoteError, '100')
    for (const text of ['text', 'te\u0001xt\n']) expect(() => signNote(text, [signer])).to.throw(NoteError)
    expect(() => createNoteSigner('my log', privateKey)).to.throw(NoteError, 'my log')
  })

  it('have keys that are refused when their parts do not fit', () => {
    const other = formatVerifierKey({ name: 'log', type: signatureType.cosignature, publicKey })
    expect(parseVerifierKey(other).type).to.equal(signatureType.cosignature)
    for (const text of [
      example.key.replace('530d903a', '530d903b'),
      example.key.replace('foo', 'bar'),
      example.key.replace('530d903a', '530D903A'),
      example.key.slice(0, -4),
      'example.com/foo',
      '',
    ])
      expect(() => parseVerifierKey(text), text).to.throw(NoteError)
    expect(() => createNoteSigner('log', generateKeyPairSync('x25519').privateKey)).to.throw(NoteError, 'Ed25519')
  })
})

describe('checkpoints', () => {
  const text = 'example.com/log\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n'

  it('are read as they are written', () => {
    const checkpoint = parseCheckpoint(text)
    expect(checkpoint).to.include({ origin: 'example.com/log', size: 20_852_163 })
    expect(formatCheckpoint(checkpoint!)).to.equal(text)
    const longer = `${text}previous 5\n`
    expect(formatCheckpoint(parseCheckpoint(longer)!)).to.equal(longer)
    expect(() => formatCheckpoint({ ...checkpoint!, origin: 'two\nlines' })).to.throw('line break')
  })

  it('are refused when malformed', () => {
    for (const malformed of [
      text.slice(0, -1),
      `${text}\n`,
      text.replace('20852163', '020852163'),
      text.replace('20852163', '-1'),
      text.replace('20852163', '0x10'),
      text.replace('20852163', '99999999999999999999'),
      text.replace('example.com/log', ''),
      text.replace('CsUY', ''),
      text.replace('q2I=', 'q2J='),
      text.split('\n').slice(0, 2).join('\n'),
      '',
    ])
      expect(parseCheckpoint(malformed), malformed).to.equal(undefined)
  })

  it('are cosigned with the time', () => {
    const cosigner = createCosigner('witness', privateKey, () => new Date('2023-03-20T13:39:07.900Z'))
    const witness = createNoteVerifier({ name: 'witness', type: signatureType.cosignature, publicKey })
    const { signatures } = open(signNote(text, [signer, cosigner]), verifier, witness)
    expect(signatures.map(({ name }) => name)).to.deep.equal(['log', 'witness'])
    expect(readTimestamp(signatures[1]!.signature)).to.equal(1_679_319_547n)
    const later = Buffer.from(signatures[1]!.signature)
    later[7]! += 1
    expect(witness.isSignature(text, later), 'another time').to.equal(false)
    expect(witness.isSignature(text, later.subarray(8)), 'no time').to.equal(false)
    expect(witness.isSignature(text, Buffer.concat([Buffer.alloc(8, 0xff), later.subarray(8)]))).to.equal(false)
  })
})
