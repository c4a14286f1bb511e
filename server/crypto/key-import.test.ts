import { createSecretKey, generateKeyPairSync } from 'node:crypto'
import { expect } from 'chai'
import type { ManagedObject } from '../../codec/index.ts'
import { fromKeyObject, KeyFormatError } from '../../codec/key/index.ts'
import { createKeyImport } from './key-import.ts'

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
const secret = createSecretKey(Buffer.alloc(16, 1))

const objects: Record<string, [ManagedObject, typeof secret]> = {
  secret: [{ symmetricKey: { keyBlock: fromKeyObject(secret, 'Raw', 'AES') } }, secret],
  private: [{ privateKey: { keyBlock: fromKeyObject(privateKey, 'PKCS_8') } }, privateKey],
  public: [{ publicKey: { keyBlock: fromKeyObject(publicKey, 'X_509') } }, publicKey],
}

describe('createKeyImport', () => {
  for (const [kind, [material, key]] of Object.entries(objects))
    it(`imports a ${kind} key once for each form of the object`, () => {
      const importKey = createKeyImport()
      const imported = importKey(material)
      expect(imported.equals(key)).to.equal(true)
      expect(importKey(material)).to.equal(imported)
      expect(importKey({ ...material })).not.to.equal(imported)
      expect(createKeyImport()(material)).not.to.equal(imported)
    })

  it('keeps nothing of what could not be imported', () => {
    const importKey = createKeyImport()
    const material: ManagedObject = { symmetricKey: { keyBlock: { keyFormatType: 'Raw' } } }
    for (let i = 0; i < 2; i++) expect(() => importKey(material)).to.throw(KeyFormatError)
  })
})
