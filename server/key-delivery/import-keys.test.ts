import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { attributeList } from '../../codec/index.ts'
import { createObject } from '../attributes/create-object.ts'
import { createKeyImport } from '../crypto/key-import.ts'
import type { Scope } from '../handler/scope.ts'
import { importCipherKey } from './import-keys.ts'

describe('the key of Encrypt and Decrypt', () => {
  const secretData = createObject(
    {
      secretData: {
        secretDataType: 'Seed',
        keyBlock: { keyFormatType: 'Raw', keyValue: { keyMaterial: randomBytes(96) } },
      },
    },
    attributeList({}),
    'registered',
    {
      version: '1.2',
      now: new Date('2026-03-01T12:00:00Z'),
      random: randomBytes,
      principal: { id: 'CN=a' },
    } as unknown as Scope,
  )
  const keyOf = (kind: 'publicKey' | 'privateKey') => () =>
    importCipherKey(secretData, { importKey: createKeyImport() }, kind)

  // MongoDB's driver asks for it when a data key is to be wrapped by a key that was not made for it.
  it('is refused with every kind that would do', () => {
    expect(keyOf('publicKey')).to.throw(
      'A symmetric key, a public key or a certificate is required; this is a SecretData.',
    )
    expect(keyOf('privateKey')).to.throw('A symmetric key or a private key is required; this is a SecretData.')
  })
})
