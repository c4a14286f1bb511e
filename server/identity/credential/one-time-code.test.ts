import { expect } from 'chai'
import { createAuthenticatorAddress, findStep } from './one-time-code.ts'

const secret = Buffer.from('12345678901234567890')

// RFC 6238 appendix B, SHA-1: the last six of eight digits.
const vectors: readonly [seconds: number, code: string][] = [
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
]

describe('one-time codes (RFC 6238)', () => {
  for (const [seconds, code] of vectors)
    it(`${code} at ${seconds}`, () => {
      const own = Math.floor(seconds / 30)
      for (const late of [-30, 0, 30])
        expect(findStep(secret, code, new Date((seconds + late) * 1000)), String(late)).to.equal(own)
      for (const wrong of [-90, 90])
        expect(findStep(secret, code, new Date((seconds + wrong) * 1000)), String(wrong)).to.equal(undefined)
      expect(findStep(Buffer.from('x'), code, new Date(seconds * 1000))).to.equal(undefined)
    })

  it('come from an address for authenticators, the secret in Base32 (RFC 4648 §10)', () => {
    const address = (text: string) => createAuthenticatorAddress('fred', Buffer.from(text))
    expect(address('foobar')).to.equal('otpauth://totp/kmip:fred?secret=MZXW6YTBOI&issuer=kmip')
    expect(address('foob')).to.include('secret=MZXW6YQ&')
  })
})
