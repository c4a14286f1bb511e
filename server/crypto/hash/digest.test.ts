import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import type { ManagedObject } from '../../../codec/index.ts'
import { CryptoError } from '../crypto-error.ts'
import { computeDigest, selectDigestedBytes } from './digest.ts'
import type { hashNames } from './hashing-algorithm.ts'

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))
const hex = (of: Uint8Array): string => Buffer.from(of).toString('hex')
const unused = (): never => {
  throw new Error('no structure is encoded here')
}

describe('computeDigest', () => {
  it('hashes "abc" as the standards have it (RFC 1321, FIPS 180-4, FIPS 202, RIPEMD-160)', () => {
    const answers: Record<keyof typeof hashNames, string> = {
      MD5: '900150983cd24fb0d6963f7d28e17f72',
      SHA_1: 'a9993e364706816aba3e25717850c26c9cd0d89d',
      SHA_224: '23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7',
      SHA_256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      SHA_384: 'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
      SHA_512:
        'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a' +
        '2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
      RIPEMD_160: '8eb208f7e05d987a9b044a8e98c6b087f15a0bfc',
      SHA_512_224: '4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa',
      SHA_512_256: '53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23',
      SHA3_224: 'e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf',
      SHA3_256: '3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532',
      SHA3_384: 'ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c2596da7cf0e49be4b298d88cea927ac7f539f1edf228376d25',
      SHA3_512:
        'b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e' +
        '10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0',
    }
    for (const [id, answer] of Object.entries(answers))
      expect(hex(computeDigest(Buffer.from('abc'), id)), id).to.equal(answer)
  })

  it('refuses hashes that are not there', () => {
    for (const id of ['MD2', 'Tiger', '0x80000001', 'constructor']) {
      expect(() => computeDigest(new Uint8Array(1), id), id).to.throw(CryptoError, /does not support/)
    }
  })
})

describe('selectDigestedBytes', () => {
  interface Published {
    objects: { objectType: string; keyFormatType: string; keyMaterial: string | Record<string, string> }[]
    digests: { keyFormatType: string; digestValue: string }[]
  }
  const { cases } = JSON.parse(
    readFileSync(new URL('../../../codec/key/fixtures/oasis-keys.json', import.meta.url), 'utf8'),
  ) as { cases: Record<string, Published> }

  const tags: Record<string, string> = {
    Key: '42003f',
    Modulus: '420052',
    PrivateExponent: '420063',
    PublicExponent: '42006c',
    P: '42005e',
    Q: '420071',
    PrimeExponentP: '420060',
    PrimeExponentQ: '420061',
    CRTCoefficient: '420027',
  }
  const size = (length: number) => length.toString(16).padStart(8, '0')

  /** The TTLV of a published Key Material structure: byte strings and, already padded to 8 bytes, big integers. */
  function ttlv(fields: object): Uint8Array {
    const items = Object.entries(fields as Record<string, string>).map(
      ([name, text]) => `${tags[name]}${name === 'Key' ? '08' : '04'}${size(text.length / 2)}${text}`,
    )
    return bytes(`42004301${size(items.join('').length / 2)}${items.join('')}`)
  }

  for (const [name, count] of [
    ['TC-181-12', 2],
    ['TC-182-12', 2],
  ] as const) {
    it(`gives the digests of ${name}`, () => {
      const { objects, digests } = cases[name]!
      expect(objects).to.have.length(count)
      for (const { objectType, keyFormatType, keyMaterial } of objects) {
        const material = typeof keyMaterial === 'string' ? bytes(keyMaterial) : keyMaterial
        const keyBlock = { keyFormatType, keyValue: { keyMaterial: material } }
        const object = {
          [objectType[0]!.toLowerCase() + objectType.slice(1)]: { keyBlock },
        } as unknown as ManagedObject
        const found = selectDigestedBytes(object, ttlv)!
        const published = digests.find((digest) => digest.keyFormatType === keyFormatType)!
        expect(found.keyFormatType).to.equal(keyFormatType)
        expect(hex(computeDigest(found.bytes, 'SHA_256'))).to.equal(published.digestValue)
      }
    })
  }

  it('takes the value of certificates and opaque objects, without a key format type', () => {
    const value = bytes('010203')
    expect(
      selectDigestedBytes({ certificate: { certificateType: 'X_509', certificateValue: value } }, unused),
    ).to.deep.equal({ bytes: value })
    expect(
      selectDigestedBytes({ opaqueObject: { opaqueDataType: '0x80000001', opaqueDataValue: value } }, unused),
    ).to.deep.equal({ bytes: value })
    expect(
      selectDigestedBytes(
        { certificateRequest: { certificateRequestType: 'PKCS_10', certificateRequestValue: value } },
        unused,
      ),
    ).to.deep.equal({
      bytes: value,
    })
  })

  it('gives nothing for wrapped and absent keys', () => {
    const keyMaterial = bytes('010203')
    expect(
      selectDigestedBytes({ symmetricKey: { keyBlock: { keyFormatType: 'Raw', keyValue: keyMaterial } } }, unused),
    ).to.equal(undefined)
    expect(
      selectDigestedBytes(
        {
          symmetricKey: {
            keyBlock: {
              keyFormatType: 'Raw',
              keyValue: { keyMaterial },
              keyWrappingData: { wrappingMethod: 'Encrypt' },
            },
          },
        },
        unused,
      ),
    ).to.equal(undefined)
    expect(selectDigestedBytes({ privateKey: { keyBlock: { keyFormatType: 'PKCS_8' } } }, unused)).to.equal(undefined)
    expect(selectDigestedBytes({ template: {} }, unused)).to.equal(undefined)
  })
})
