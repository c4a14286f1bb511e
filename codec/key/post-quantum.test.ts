import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { readBitString, readChildren } from '../der/read-der.ts'
import { CryptographicAlgorithm } from '../kmip/enumeration/cryptographic-algorithm.ts'
import { describeKey } from './describe-key.ts'
import { fromKeyObject } from './from-key-object.ts'
import { postQuantumKeys } from './post-quantum.ts'
import { toKeyObject } from './to-key-object.ts'

const { keys } = JSON.parse(readFileSync(new URL('./fixtures/wycheproof-seeds.json', import.meta.url), 'utf8')) as {
  keys: { file: string; cryptographicAlgorithm: string; pkcs8: string; publicKey: string }[]
}

describe('post-quantum keys', () => {
  // The small SLH-DSA take a second each to make.
  for (const { type, cryptographicAlgorithm, bits } of postQuantumKeys.filter((each) => !/\ds$/.test(each.type)))
    it(`${cryptographicAlgorithm} goes there and back as PKCS #8 and X.509, and tells its algorithm and length`, () => {
      const { privateKey, publicKey } = generateKeyPairSync(type as 'ml-kem-768')
      const block = { cryptographicAlgorithm, cryptographicLength: bits }
      for (const key of [privateKey, publicKey]) expect(describeKey(key)).to.deep.equal(block)
      const own = fromKeyObject(privateKey, 'PKCS_8')
      expect(own).to.include(block)
      expect(toKeyObject({ privateKey: { keyBlock: own } }).equals(privateKey)).to.equal(true)
      const other = fromKeyObject(publicKey, 'X_509')
      expect(toKeyObject({ publicKey: { keyBlock: other } }).equals(publicKey)).to.equal(true)
      const [, point] = readChildren(other.keyValue.keyMaterial)
      expect(readBitString(point).length * 8).to.equal(bits)
    })

  for (const { file, cryptographicAlgorithm, pkcs8, publicKey } of keys)
    it(`${cryptographicAlgorithm} is made of its seed (Wycheproof, ${file})`, () => {
      const keyMaterial = Uint8Array.from(Buffer.from(pkcs8, 'hex'))
      const key = toKeyObject({ privateKey: { keyBlock: { keyFormatType: 'PKCS_8', keyValue: { keyMaterial } } } })
      expect(describeKey(key).cryptographicAlgorithm).to.equal(cryptographicAlgorithm)
      const own = fromKeyObject(createPublicKey(key), 'X_509').keyValue.keyMaterial
      const [, point] = readChildren(own)
      expect(Buffer.from(readBitString(point)).toString('hex')).to.equal(publicKey)
    })

  it('have names that KMIP declares', () => {
    expect(postQuantumKeys).to.have.length(18)
    for (const { cryptographicAlgorithm } of postQuantumKeys)
      expect(CryptographicAlgorithm.has(cryptographicAlgorithm), cryptographicAlgorithm).to.equal(true)
  })
})
