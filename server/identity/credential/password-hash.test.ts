import { expect } from 'chai'
import { hashPassword, isPasswordHash, verifyPassword } from './password-hash.ts'

const cheap = { ln: 4, r: 8, p: 1 }

// RFC 7914 §12, the third vector.
const rfc7914 = Buffer.from(
  '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2' +
    'd5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887',
  'hex',
)

describe('password hashes', () => {
  it('are scrypt (RFC 7914)', async () => {
    const salt = Buffer.from('SodiumChloride').toString('base64').replaceAll('=', '')
    const key = rfc7914.toString('base64').replaceAll('=', '')
    const hash = `$scrypt$ln=14,r=8,p=1$${salt}$${key}`
    expect(await verifyPassword('pleaseletmein', hash)).to.equal(true)
    expect(await verifyPassword('pleaseletmeIn', hash)).to.equal(false)
  })

  it('differ for one password, and hold it not', async () => {
    const [one, two] = await Promise.all([hashPassword('correct horse', cheap), hashPassword('correct horse', cheap)])
    expect(one).to.not.equal(two)
    expect(one).to.not.include('correct')
    for (const hash of [one, two]) expect(await verifyPassword('correct horse', hash)).to.equal(true)
    expect(await verifyPassword('correct horsE', one)).to.equal(false)
    expect(await verifyPassword('', one)).to.equal(false)
  })

  it('use 32 MiB by default', async () => {
    const hash = await hashPassword('x')
    expect(hash).to.match(/^\$scrypt\$ln=15,r=8,p=3\$/)
  })

  it('take a letter and its accent for the letter with the accent', async () => {
    const hash = await hashPassword('caf\u00e9', cheap)
    expect(await verifyPassword('cafe\u0301', hash)).to.equal(true)
  })

  it('are refused when they would take all memory, or are none', async () => {
    const good = await hashPassword('x', cheap)
    expect(isPasswordHash(good)).to.equal(true)
    for (const bad of [good.replace('ln=4', 'ln=22'), good.replace('r=8', 'r=0'), 'x', '', `${good}!`]) {
      expect(isPasswordHash(bad), bad).to.equal(false)
      expect(await verifyPassword('x', bad), bad).to.equal(false)
    }
  })
})
