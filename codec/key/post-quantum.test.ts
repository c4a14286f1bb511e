import { generateKeyPairSync } from 'node:crypto'
import { expect } from 'chai'
import { CryptographicAlgorithm } from '../kmip/enumeration/cryptographic-algorithm.ts'
import { children, content, decode } from './der.ts'
import { describeKey } from './describe-key.ts'
import { fromKeyObject } from './from-key-object.ts'
import { postQuantumKeys } from './post-quantum.ts'
import { toKeyObject } from './to-key-object.ts'

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
      const [, point] = children(decode(other.keyValue.keyMaterial, 'key'), 'key')
      expect(content(point, 'key').length * 8).to.equal(bits)
    })

  it('have names that KMIP declares', () => {
    expect(postQuantumKeys).to.have.length(18)
    for (const { cryptographicAlgorithm } of postQuantumKeys)
      expect(CryptographicAlgorithm.has(cryptographicAlgorithm), cryptographicAlgorithm).to.equal(true)
  })
})
