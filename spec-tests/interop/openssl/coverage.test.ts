import { expect } from 'chai'
import { listAllAreas } from './all-areas.ts'
import type { ComparedEntry } from './area.ts'
import { openServerUnderTest, type ServerUnderTest } from './server-under-test.ts'

describe('the comparisons with openssl (npm run interop -- --only openssl)', function () {
  this.timeout(60_000)
  let server: ServerUnderTest
  let list: readonly ComparedEntry[]
  before(async () => {
    server = await openServerUnderTest()
    list = await listAllAreas(server)
  })
  after(() => server.close())

  it('know of everything that the server does of cryptography', () => {
    const forgotten = list.filter(({ comparison }) => comparison === undefined).map(({ name }) => name)
    expect(forgotten).to.deep.equal([])
  })

  it('find what is there by asking', () => {
    const names = list.map(({ name }) => name)
    expect(names).to.include.members([
      'Hash: SHA3_512',
      'MAC and MAC Verify: HMAC_SHA256',
      'MAC and MAC Verify: AES CMAC',
      'Encrypt and Decrypt: AES 256 GCM',
      'Encrypt and Decrypt: DES3 128 CBC ANSIX9_23',
      'Encrypt and Decrypt: RSA OAEP',
      'Create Key Pair: EC BRAINPOOLP256R1',
      'Create Key Pair: ML_KEM_768',
      'Sign and Signature Verify: RSA PSS',
      'Sign and Signature Verify: EC K_163',
      'Sign and Signature Verify: SLH_DSA_SHAKE_256s',
      'Derive Key: NIST800_108_F CMAC with AES 128',
      'Derive Key from a pair: ECDH CURVE448',
      'Wrap and unwrap: MACSignThenEncrypt with AES 256',
      'Register and Get: DSA private as TransparentDSAPrivateKey',
      'Certify: Ed25519',
    ])
    expect(new Set(names).size).to.equal(names.length)
  })
})
