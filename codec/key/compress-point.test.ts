import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { expect } from 'chai'
import type { TransparentECPublicKey } from '../kmip/object/key-material.ts'
import { compressPoint } from './compress-point.ts'
import { curves } from './curve.ts'
import { fromKeyObject } from './from-key-object.ts'
import { KeyFormatError } from './key-format-error.ts'
import { toKeyObject } from './to-key-object.ts'

const x = '6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296'
const y = '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5'
/** The base point of P-256 (SEC 2 v2 §2.4.2) in the forms of SEC 1 v2 §2.3.3 and X9.62 §4.3.6. */
const forms = {
  ECPublicKeyTypeUncompressed: `04${x}${y}`,
  ECPublicKeyTypeX9_62CompressedPrime: `03${x}`,
  ECPublicKeyTypeX9_62Hybrid: `07${x}${y}`,
}

const base64url = (hex: string) => Buffer.from(hex, 'hex').toString('base64url')
const base = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: base64url(x), y: base64url(y) }, format: 'jwk' })

describe('Key Compression Type', () => {
  for (const [type, point] of Object.entries(forms))
    it(`${type} in X.509 and in a transparent key, read back as the same key`, () => {
      const transparent = compressPoint(base, 'TransparentECPublicKey', type) as TransparentECPublicKey
      expect(Buffer.from(transparent.qString).toString('hex')).to.equal(point)
      const spki = compressPoint(base, 'X_509', type) as Uint8Array
      expect(Buffer.from(spki).toString('hex').endsWith(point)).to.equal(true)
      for (const [keyFormatType, keyMaterial] of [
        ['X_509', spki],
        ['TransparentECPublicKey', transparent],
      ] as const)
        expect(
          toKeyObject({ publicKey: { keyBlock: { keyFormatType, keyValue: { keyMaterial } } } }).equals(base),
        ).to.equal(true)
    })

  it('every curve has its compressed form, and only one of the two', () => {
    for (const [id, { name }] of Object.entries(curves)) {
      if (!/^(P|K|B)_|SECP|BRAINPOOL/.test(id)) continue
      const { publicKey } = generateKeyPairSync('ec', { namedCurve: name })
      const [own, other] = /^[KB]_/.test(id) ? ['Char2', 'Prime'] : ['Prime', 'Char2']
      const keyMaterial = compressPoint(publicKey, 'X_509', `ECPublicKeyTypeX9_62Compressed${own}`) as Uint8Array
      expect(keyMaterial.length).to.be.lessThan(fromKeyObject(publicKey, 'X_509').keyValue.keyMaterial.length)
      const read = toKeyObject({ publicKey: { keyBlock: { keyFormatType: 'X_509', keyValue: { keyMaterial } } } })
      expect(fromKeyObject(read, 'TransparentECPublicKey')).to.deep.equal(
        fromKeyObject(publicKey, 'TransparentECPublicKey'),
      )
      expect(() => compressPoint(publicKey, 'X_509', `ECPublicKeyTypeX9_62Compressed${other}`)).to.throw(
        KeyFormatError,
        id,
      )
    }
  })

  it('says nothing of keys and formats without a point', () => {
    const ed25519 = generateKeyPairSync('ed25519').publicKey
    expect(compressPoint(ed25519, 'X_509', 'ECPublicKeyTypeUncompressed')).to.equal(undefined)
    expect(compressPoint(base, 'PKCS_1', 'ECPublicKeyTypeUncompressed')).to.equal(undefined)
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    expect(compressPoint(privateKey, 'PKCS_8', 'ECPublicKeyTypeUncompressed')).to.equal(undefined)
  })
})
