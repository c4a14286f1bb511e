import { expect } from 'chai'
import fc from 'fast-check'
import { AgentError } from '../interface/agent-error.ts'
import { decodeWrappedKey, encodeWrappedKey, readKeyName, type WrappedKey, wrappingMethodNames } from './wrapped-key.ts'

const name = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 128 })
const wrappedKeys: fc.Arbitrary<WrappedKey> = fc.record({
  method: fc.constantFrom(...wrappingMethodNames),
  key: name,
  uniqueIdentifier: name,
  wrapped: fc.uint8Array({ minLength: 1, maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
})

describe('wrapped data key', () => {
  it('comes out as it went in', () => {
    fc.assert(
      fc.property(wrappedKeys, (wrappedKey) => {
        const bytes = encodeWrappedKey(wrappedKey)
        expect(decodeWrappedKey(bytes)).to.deep.equal(wrappedKey)
        expect(readKeyName(bytes)).to.equal(wrappedKey.key)
      }),
    )
  })

  it('is refused when it is cut off in front of its end, or is something else', () => {
    const bytes = encodeWrappedKey({
      method: 'encrypt',
      key: 'orders',
      uniqueIdentifier: 'id',
      wrapped: Buffer.alloc(1),
    })
    for (let size = 0; size < bytes.length; size++)
      expect(() => decodeWrappedKey(bytes.subarray(0, size)), String(size)).to.throw(
        AgentError,
        'not a wrapped data key',
      )
    expect(() => decodeWrappedKey(Buffer.from('hello, world'))).to.throw(AgentError)
  })

  it('reads arbitrary bytes without any other error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        try {
          decodeWrappedKey(bytes)
        } catch (error) {
          expect(error).to.be.instanceOf(AgentError)
        }
      }),
    )
  })
})
