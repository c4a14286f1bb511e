import { createSecretKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { expect } from 'chai'
import type { KeyBlock } from '../kmip/object/key-block.ts'
import type { ManagedObject } from '../kmip/object/managed-object.ts'
import { fromKeyObject } from './from-key-object.ts'
import { KeyFormatError } from './key-format-error.ts'
import { toKeyObject } from './to-key-object.ts'

/** That this compiles is the test: the forms here are those of the declared structures. */
const read = (object: ManagedObject): KeyObject => toKeyObject(object)

describe('the forms of keys', () => {
  it('are Key Blocks and managed objects as declared', () => {
    const secret = createSecretKey(Buffer.alloc(16, 1))
    const symmetric: KeyBlock = fromKeyObject(secret, 'TransparentSymmetricKey', 'AES')
    expect(read({ symmetricKey: { keyBlock: symmetric } }).equals(secret)).to.equal(true)

    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    const d: KeyBlock = fromKeyObject(privateKey, 'TransparentECPrivateKey')
    const spki: KeyBlock = fromKeyObject(publicKey, 'X_509')
    expect(read({ privateKey: { keyBlock: d } }).equals(privateKey)).to.equal(true)
    expect(read({ publicKey: { keyBlock: spki } }).equals(publicKey)).to.equal(true)
  })

  it('can be of a vendor, and are then not read', () => {
    const item = { tag: 0x540001, type: 'Integer', value: 1 } as const
    const keyBlock: KeyBlock = { keyFormatType: '0x80000001', keyValue: { keyMaterial: item } }
    expect(() => read({ symmetricKey: { keyBlock } })).to.throw(KeyFormatError, /0x80000001/)
    expect(() => read({ opaqueObject: { opaqueDataType: '0x80000001', opaqueDataValue: Buffer.alloc(1) } })).to.throw(
      KeyFormatError,
      /holds no key/,
    )
  })
})
