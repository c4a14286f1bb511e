import { diffieHellman, generateKeyPairSync } from 'node:crypto'
import { expect } from 'chai'
import type { KeyBlock } from '../kmip/object/key-block.ts'
import { fromBytes } from './big-integer.ts'
import { describeKey } from './describe-key.ts'
import { fromKeyObject } from './from-key-object.ts'
import { toKeyObject } from './to-key-object.ts'

const power = (base: bigint, exponent: bigint, modulus: bigint): bigint => {
  let result = 1n
  for (let b = base % modulus, e = exponent; e > 0n; e >>= 1n, b = (b * b) % modulus)
    if (e & 1n) result = (result * b) % modulus
  return result
}

// The types of Node.js leave the kind out.
const makePair = () => generateKeyPairSync('dh' as 'x448', { group: 'modp14' } as object)

describe('Diffie-Hellman keys', () => {
  // RFC 3526 §3.
  const { privateKey, publicKey } = makePair()

  it('have transparent forms that hold their numbers', () => {
    const own = fromKeyObject(privateKey, 'TransparentDHPrivateKey')
    const other = fromKeyObject(publicKey, 'TransparentDHPublicKey')
    const { p, g, x } = own.keyValue.keyMaterial
    expect(g).to.equal(2n)
    expect(power(g, x, p)).to.equal(other.keyValue.keyMaterial.y)
    expect(own.cryptographicAlgorithm).to.equal('DH')
    expect(describeKey(publicKey)).to.deep.equal({ cryptographicAlgorithm: 'DH', cryptographicLength: 2048 })
    expect(toKeyObject({ privateKey: { keyBlock: own } }).equals(privateKey)).to.equal(true)
    expect(toKeyObject({ publicKey: { keyBlock: other } }).equals(publicKey)).to.equal(true)
  })

  it('agree on a secret after they were read', () => {
    const { p } = fromKeyObject(privateKey, 'TransparentDHPrivateKey').keyValue.keyMaterial
    const peer = makePair()
    const { y } = fromKeyObject(peer.publicKey, 'TransparentDHPublicKey').keyValue.keyMaterial
    const { x } = fromKeyObject(privateKey, 'TransparentDHPrivateKey').keyValue.keyMaterial
    const read = toKeyObject({ publicKey: { keyBlock: fromKeyObject(peer.publicKey, 'TransparentDHPublicKey') } })
    expect(fromBytes(diffieHellman({ privateKey, publicKey: read }))).to.equal(power(y, x, p))
  })

  // Q and J are for whoever checks the group (KMIP 1.4 §2.1.7.6); no key of node:crypto keeps them.
  it('are read with Q and J too', () => {
    const { p, g, x } = fromKeyObject(privateKey, 'TransparentDHPrivateKey').keyValue.keyMaterial
    const keyBlock: KeyBlock = {
      keyFormatType: 'TransparentDHPrivateKey',
      keyValue: { keyMaterial: { p, g, x, q: (p - 1n) / 2n, j: 2n } },
    }
    expect(toKeyObject({ privateKey: { keyBlock } }).equals(privateKey)).to.equal(true)
  })
})
