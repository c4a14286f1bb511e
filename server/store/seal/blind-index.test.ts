import { createHmac } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import {
  createBlindIndex,
  createHmacSha256,
  decodeTokens,
  encodeTokens,
  joinTokens,
  splitTokens,
  TOKEN,
} from './blind-index.ts'

const hex = (text: string) => Buffer.from(text, 'hex')

describe('hmacSha256', () => {
  it('gives the digests of RFC 4231', () => {
    const digest = (key: Buffer, data: Buffer) => Buffer.from(createHmacSha256(key)(data), 'latin1').toString('hex')
    expect(digest(hex('0b'.repeat(20)), Buffer.from('Hi There'))).to.equal(
      'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    )
    expect(digest(Buffer.from('Jefe'), Buffer.from('what do ya want for nothing?'))).to.equal(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    )
    expect(
      digest(hex('aa'.repeat(131)), Buffer.from('Test Using Larger Than Block-Size Key - Hash Key First')),
    ).to.equal('60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54')
  })

  it('equals the HMAC of node:crypto', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.uint8Array({ maxLength: 300 }), (key, data) => {
        expect(createHmacSha256(key)(data)).to.equal(createHmac('sha256', key).update(data).digest('binary'))
      }),
    )
  })
})

describe('createBlindIndex', () => {
  const index = createBlindIndex(Buffer.alloc(32, 1))

  it('is the beginning of an HMAC over label and value', () => {
    const value = Uint8Array.from([0xff, 0, 0x80])
    const expected = createHmac('sha256', Buffer.alloc(32, 1))
      .update('Name\0')
      .update(value)
      .digest()
      .subarray(0, TOKEN)
    expect(encodeTokens(index('Name', value))).to.deep.equal(expected)
  })

  it('gives the same tokens whether they are cached or not', () => {
    const of = (n: number) => index('Comment', Buffer.from(`${n}`))
    const first = Array.from({ length: 10_000 }, (_, n) => of(n))
    expect(Array.from({ length: 10_000 }, (_, n) => of(n))).to.deep.equal(first)
    expect(new Set(first).size).to.equal(10_000)
  })

  it('depends on key, label and value', () => {
    const tokens = [
      index('a', Buffer.from('b')),
      index('ab', Buffer.from('')),
      createBlindIndex(Buffer.alloc(32, 2))('a', Buffer.from('b')),
    ]
    expect(new Set(tokens).size).to.equal(3)
  })
})

describe('token sets', () => {
  it('are equal for equal members and can be stored', () => {
    const tokens = [3, 1, 2, 3].map((n) => String.fromCharCode(n + 250).repeat(TOKEN))
    const set = joinTokens(tokens)
    expect(set).to.equal(joinTokens([...tokens].reverse()))
    expect(splitTokens(set)).to.deep.equal([tokens[1], tokens[2], tokens[0]])
    expect(splitTokens('')).to.deep.equal([])
    const stored = [1, 2].map((n) => String.fromCharCode(n + 250).repeat(TOKEN)).join('')
    expect(decodeTokens(encodeTokens(stored))).to.equal(stored)
  })
})
