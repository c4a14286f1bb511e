import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { NewerRecord, UnsealFailure } from '../errors.ts'
import { storageVersion } from '../storage-version.ts'
import { createKeyring } from './keyring.ts'
import { createMasterKey } from './master-key.ts'
import { createSealer, type SealContext } from './seal.ts'

const context: SealContext = {
  uniqueIdentifier: '11111111-2222-4333-8444-555555555555',
  objectType: 'SymmetricKey',
  owner: 'alice',
  revision: 3,
  kind: 'object',
}
const keys = new Map([
  [1, randomBytes(32)],
  [7, randomBytes(32)],
])
const toSealingKey = ([id, bytes]: readonly [number, Uint8Array], seals = 1e6) => ({
  id,
  bytes,
  used: 0,
  reserved: seals,
})
const sealer = createSealer(createKeyring([...keys].map((each) => toSealingKey(each))), randomBytes)

describe('seal', () => {
  it('opens what it sealed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (plain) => {
        expect(Buffer.compare(sealer.unseal(sealer.seal(plain, context), context).plain, plain)).to.equal(0)
      }),
    )
  })

  it('carries the KMIP version of the record: the newest, or the one given', () => {
    const versionOf = (sealed: Uint8Array) => sealer.unseal(sealed, context).version
    expect(versionOf(sealer.seal(Buffer.from('plain'), context))).to.equal(storageVersion)
    expect(versionOf(sealer.seal(Buffer.from('plain'), context, '2.1'))).to.equal('2.1')
  })

  it('opens a record of kmip 0.1.0, which is in KMIP 2.1', () => {
    const iv = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', keys.get(7)!, iv)
    cipher.setAAD(Buffer.from('1 7 3 object 36:11111111-2222-4333-8444-55555555555512:SymmetricKey5:alice'))
    const ciphertext = Buffer.concat([cipher.update('plain'), cipher.final()])
    const { plain, version } = sealer.unseal(
      Buffer.concat([Buffer.from([1, 0, 0, 0, 7]), iv, cipher.getAuthTag(), ciphertext]),
      context,
    )
    expect([Buffer.from(plain).toString(), version]).to.deep.equal(['plain', '2.1'])
  })

  it('refuses a record of a newer version of kmip and says so', () => {
    const iv = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', keys.get(7)!, iv)
    cipher.setAAD(Buffer.from('2 1027 7 3 object 36:11111111-2222-4333-8444-55555555555512:SymmetricKey5:alice'))
    const ciphertext = Buffer.concat([cipher.update('plain'), cipher.final()])
    const sealed = Buffer.concat([
      Buffer.from([2, 0, 0, 0, 7]),
      iv,
      cipher.getAuthTag(),
      Buffer.from([4, 3]),
      ciphertext,
    ])
    expect(() => sealer.unseal(sealed, context)).to.throw(
      NewerRecord,
      `Object ${context.uniqueIdentifier} was written by a newer version of kmip, in KMIP 4.3: upgrade kmip. Nothing was changed`,
    )
  })

  it('is AES-256-GCM in the documented layout', () => {
    const sealed = Buffer.from(sealer.seal(Buffer.from('plain'), context))
    const [major, minor] = storageVersion.split('.').map(Number) as [number, number]
    expect(sealed.length).to.equal(1 + 4 + 12 + 16 + 2 + 5)
    expect([sealed[0], sealed.readUInt32BE(1), sealed[33], sealed[34]]).to.deep.equal([2, 7, major, minor])
    const decipher = createDecipheriv('aes-256-gcm', keys.get(7)!, sealed.subarray(5, 17))
    decipher.setAuthTag(sealed.subarray(17, 33))
    const bound = '7 3 object 36:11111111-2222-4333-8444-55555555555512:SymmetricKey5:alice'
    decipher.setAAD(Buffer.from(`2 ${major * 256 + minor} ${bound}`))
    expect(Buffer.concat([decipher.update(sealed.subarray(35)), decipher.final()]).toString()).to.equal('plain')
  })

  it('never uses an IV twice', () => {
    const ivs = Array.from({ length: 1000 }, () =>
      Buffer.from(sealer.seal(Buffer.alloc(1), context)).toString('hex', 5, 17),
    )
    expect(new Set(ivs).size).to.equal(1000)
  })

  it('opens with all data keys and seals with the newest', () => {
    const old = createSealer(createKeyring([toSealingKey([1, keys.get(1)!])]), randomBytes).seal(
      Buffer.from('old'),
      context,
    )
    expect(Buffer.from(sealer.unseal(old, context).plain).toString()).to.equal('old')
  })

  it('opens in its context only', () => {
    const sealed = sealer.seal(Buffer.from('plain'), context)
    const others: Partial<SealContext>[] = [
      { uniqueIdentifier: '11111111-2222-4333-8444-555555555556' },
      { objectType: 'SecretData' },
      { owner: 'bob' },
      { revision: 2 },
      { kind: 'attributes' },
      { kind: 'destroyed attributes' },
      { objectType: 'SymmetricKey5:alice', owner: '' },
    ]
    for (const other of others) expect(() => sealer.unseal(sealed, { ...context, ...other })).to.throw(UnsealFailure)
  })

  it('notices every flipped bit and every cut and names the object', () => {
    const sealed = sealer.seal(Buffer.from('plain'), context)
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const altered = Uint8Array.from(sealed)
      altered[bit >> 3]! ^= 1 << (bit & 7)
      expect(() => sealer.unseal(altered, context)).to.throw(UnsealFailure, context.uniqueIdentifier)
    }
    for (let length = 0; length < sealed.length; length++)
      expect(() => sealer.unseal(sealed.subarray(0, length), context)).to.throw(UnsealFailure)
  })
})

describe('createMasterKey', () => {
  const secret = randomBytes(32)

  it('unwraps what it wrapped, for the same purpose only', async () => {
    const key = createMasterKey(secret)
    const wrapped = await key.wrap(Buffer.from('data key'), 'seal')
    expect(Buffer.from(await createMasterKey(secret).unwrap(wrapped, 'seal')).toString()).to.equal('data key')
    expect(Buffer.from(wrapped).includes('data key')).to.equal(false)
    for (const [other, purpose, bytes] of [
      [key, 'index', wrapped],
      [createMasterKey(randomBytes(32)), 'seal', wrapped],
      [key, 'seal', Uint8Array.from(wrapped, (byte, i) => (i === 30 ? byte ^ 1 : byte))],
    ] as const) {
      const opened = await other.unwrap(bytes, purpose).then(
        () => true,
        () => false,
      )
      expect(opened).to.equal(false)
    }
  })

  it('has an id that tells keys apart and reveals nothing of them', () => {
    expect(createMasterKey(secret).id).to.equal(createMasterKey(Uint8Array.from(secret)).id)
    expect(createMasterKey(secret).id).to.not.equal(createMasterKey(randomBytes(32)).id)
    expect(secret.toString('hex')).to.not.include(createMasterKey(secret).id)
  })

  it('refuses a short secret', () => {
    expect(() => createMasterKey(new Uint8Array(31))).to.throw(RangeError, '32 bytes')
  })
})
