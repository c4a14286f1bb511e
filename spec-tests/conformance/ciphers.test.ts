import { constants, createPublicKey, generateKeyPairSync, publicEncrypt, sign } from 'node:crypto'
import { expect } from 'chai'
import { aesDecrypt, aesEncrypt, gcmDecrypt, unwrapKey } from './ciphers.ts'
import { hashName, oaepDecrypt, verifySignature } from './rsa-padding.ts'

const key = '2b7e151628aed2a6abf7158809cf4f3c'
const block = '6bc1bee22e409f96e93d7e117393172a'

describe('recomputed ciphers', () => {
  it('agree with NIST SP 800-38A F.1.1, F.2.1 and F.5.1', () => {
    const ecb = { mode: 'ECB', padding: undefined, iv: undefined }
    expect(aesEncrypt(key, block, ecb)).to.equal('3ad77bb40d7a3660a89ecaf32466ef97')
    expect(aesDecrypt(key, '3ad77bb40d7a3660a89ecaf32466ef97', ecb)).to.equal(block)
    const cbc = { mode: 'CBC', padding: undefined, iv: '000102030405060708090a0b0c0d0e0f' }
    expect(aesEncrypt(key, block, cbc)).to.equal('7649abac8119b246cee98e9b12e9197d')
    const ctr = { mode: 'CTR', padding: undefined, iv: 'f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff' }
    expect(aesEncrypt(key, block, ctr)).to.equal('874d6191b620e3261bef6864990db6ce')
  })

  it('pad as PKCS#5 when asked to', () => {
    const padded = { mode: 'ECB', padding: 'PKCS5', iv: undefined }
    expect(aesDecrypt(key, aesEncrypt(key, 'ff', padded), padded)).to.equal('ff')
  })

  it('open GCM (McGrew and Viega, test case 2) and nothing that was changed', () => {
    const zeros = '00'.repeat(16)
    const open = (tag: string) => gcmDecrypt(zeros, '0388dace60b6a392f328c2b971b2fe78', '00'.repeat(12), '', tag)
    expect(open('ab6e47d42cec13bdf53a67b21257bddf')).to.equal(zeros)
    expect(() => open('aa6e47d42cec13bdf53a67b21257bddf')).to.throw()
  })

  it('unwrap keys (RFC 3394 §4.1)', () => {
    const wrapped = '1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5'
    expect(unwrapKey('000102030405060708090a0b0c0d0e0f', wrapped)).to.equal('00112233445566778899aabbccddeeff')
    expect(() => unwrapKey('000102030405060708090a0b0c0d0e00', wrapped)).to.throw()
  })
})

describe('recomputed RSA paddings', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const none = { padding: undefined, hash: undefined, maskHash: undefined, label: undefined }

  it('open OAEP as OpenSSL makes it, with its label', () => {
    for (const hash of ['SHA_1', 'SHA_256', 'SHA_512']) {
      const oaepLabel = Buffer.from('label')
      const sealed = publicEncrypt({ key: publicKey, oaepHash: hashName(hash), oaepLabel }, Buffer.from('cafe', 'hex'))
      const scheme = { ...none, hash, maskHash: hash, label: oaepLabel.toString('hex') }
      expect(oaepDecrypt(privateKey, scheme, sealed.toString('hex'))).to.equal('cafe')
      expect(oaepDecrypt(privateKey, { ...scheme, label: '' }, sealed.toString('hex'))).to.equal(undefined)
    }
  })

  it('verify PSS of any salt length, and refuse other data', () => {
    for (const saltLength of [0, 20, 32, 222]) {
      const made = sign('sha256', Buffer.from('01', 'hex'), {
        key: privateKey,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength,
      })
      const scheme = { ...none, padding: 'PSS', hash: 'SHA_256' }
      expect(verifySignature(publicKey, scheme, '01', made.toString('hex'))).to.equal(true)
      expect(verifySignature(publicKey, scheme, '02', made.toString('hex'))).to.equal(false)
      expect(verifySignature(publicKey, { ...scheme, maskHash: 'SHA_512' }, '01', made.toString('hex'))).to.equal(false)
    }
  })

  it('verify ECDSA', () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const made = sign('sha256', Buffer.from('01', 'hex'), pair.privateKey).toString('hex')
    expect(verifySignature(createPublicKey(pair.privateKey), { ...none, hash: 'SHA_256' }, '01', made)).to.equal(true)
    expect(verifySignature(pair.publicKey, { ...none, hash: 'SHA_256' }, '00', made)).to.equal(false)
  })
})
