import { createSecretKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { objectTypeOf } from '../codec/index.ts'
import { fromKeyObject, toKeyObject } from './key-object.ts'

const pairs: Record<string, () => { publicKey: KeyObject; privateKey: KeyObject }> = {
  rsa: () => generateKeyPairSync('rsa', { modulusLength: 1024 }),
  ec: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ed25519: () => generateKeyPairSync('ed25519'),
}

describe('keys of node:crypto', () => {
  for (const [name, make] of Object.entries(pairs))
    it(`${name}: there and back, by default and in a format asked for`, () => {
      const { publicKey, privateKey } = make()
      for (const [key, keyFormatType] of [
        [privateKey, 'PKCS_8'],
        [publicKey, 'X_509'],
      ] as const) {
        const object = fromKeyObject(key)
        expect(objectTypeOf(object)).to.equal(key.type === 'private' ? 'PrivateKey' : 'PublicKey')
        expect(toKeyObject(object).equals(key)).to.equal(true)
        expect(toKeyObject({ object: fromKeyObject(key, { keyFormatType }) }).equals(key)).to.equal(true)
      }
    })

  it('a secret key needs to say what it is for', () => {
    const key = createSecretKey(randomBytes(32))
    expect(() => fromKeyObject(key)).to.throw(TypeError, 'cryptographicAlgorithm')
    const object = fromKeyObject(key, { cryptographicAlgorithm: 'HMAC_SHA256' })
    expect(object).to.have.nested.property('symmetricKey.keyBlock.cryptographicAlgorithm', 'HMAC_SHA256')
    expect(toKeyObject(object).equals(key)).to.equal(true)
  })
})
