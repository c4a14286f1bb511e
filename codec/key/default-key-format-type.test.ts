import { expect } from 'chai'
import { defaultKeyFormatType } from './default-key-format-type.ts'

describe('defaultKeyFormatType', () => {
  it('is table 81 of KMIP 2.1 §4.26', () => {
    const rows: [string, string | undefined, string][] = [
      ['Certificate', undefined, 'X_509'],
      ['OpaqueObject', undefined, 'Opaque'],
      ['PGPKey', undefined, 'Raw'],
      ['SecretData', undefined, 'Raw'],
      ['SymmetricKey', 'AES', 'Raw'],
      ['SplitKey', 'AES', 'Raw'],
      ['PrivateKey', 'RSA', 'PKCS_1'],
      ['PublicKey', 'RSA', 'PKCS_1'],
      ['PrivateKey', 'EC', 'TransparentECPrivateKey'],
      ['PublicKey', 'EC', 'TransparentECPublicKey'],
      ['PrivateKey', 'DSA', 'TransparentDSAPrivateKey'],
      ['PublicKey', 'DSA', 'TransparentDSAPublicKey'],
    ]
    for (const [objectType, algorithm, format] of rows) {
      expect(defaultKeyFormatType(objectType, algorithm), `${objectType} ${algorithm}`).to.equal(format)
    }
  })

  it('is not there for objects without a key and algorithms without a form', () => {
    expect(defaultKeyFormatType('Template')).to.equal(undefined)
    expect(defaultKeyFormatType('PrivateKey')).to.equal(undefined)
    expect(defaultKeyFormatType('PublicKey', 'McEliece')).to.equal(undefined)
  })
})
