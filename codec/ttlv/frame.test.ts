import { expect } from 'chai'
import fc from 'fast-check'
import { CodecError } from '../wire/error.ts'
import { frame } from './frame.ts'

const request = 0x420078

/** A message with `size` bytes of anything behind its header. */
const message = (size: number, fill = 0xab): Buffer => {
  const bytes = Buffer.alloc(8 + size, fill)
  bytes.writeUInt32BE((request << 8) | 1, 0)
  bytes.writeUInt32BE(size, 4)
  return bytes
}

const faultOf = (hex: string, maximum = 1024): string | undefined => {
  try {
    frame(request, maximum).push(Buffer.from(hex, 'hex'), () => expect.fail('no message was expected'))
  } catch (error) {
    if (error instanceof CodecError) return error.fault
    throw error
  }
  return undefined
}

describe('frame', () => {
  it('hands on a chunk that is one message as it is', () => {
    const chunk = message(64)
    const got: Uint8Array[] = []
    frame(request, 1024).push(chunk, (whole) => got.push(whole))
    expect(got).to.have.length(1)
    expect(got[0]).to.equal(chunk)
  })

  it('finds the same messages however they are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 40 }),
        (sizes, cuts) => {
          const messages = sizes.map((size, index) => message(size * 8, index + 1))
          const stream = Buffer.concat(messages)
          const framer = frame(request, 1024)
          const got: string[] = []
          let next = 0
          for (let at = 0; at < stream.length; next++) {
            const end = at + cuts[next % cuts.length]!
            framer.push(stream.subarray(at, end), (whole) => got.push(Buffer.from(whole).toString('hex')))
            at = end
          }
          expect(got).to.deep.equal(messages.map((one) => one.toString('hex')))
          expect(framer.pending).to.equal(0)
        },
      ),
    )
  })

  it('keeps no view of a chunk that held half a message', () => {
    const whole = message(64)
    const chunk = Buffer.from(whole.subarray(0, 20))
    const framer = frame(request, 1024)
    framer.push(chunk, () => expect.fail('not whole'))
    chunk.fill(0)
    const got: Uint8Array[] = []
    framer.push(whole.subarray(20), (one) => got.push(one))
    expect(got).to.deep.equal([whole])
  })

  it('allocates what arrived, not what was declared', () => {
    const maximum = 512 * 1024 * 1024
    const head = message(0)
    head.writeUInt32BE(maximum - 8, 4)
    const before = process.memoryUsage().arrayBuffers
    const framers = Array.from({ length: 50 }, () => frame(request, maximum))
    for (const framer of framers) framer.push(head, () => expect.fail('not whole'))
    expect(framers.map((framer) => framer.pending)).to.deep.equal(framers.map(() => 8))
    expect(process.memoryUsage().arrayBuffers - before).to.be.lessThan(16 * 1024 * 1024)
  })

  it('takes a megabyte byte by byte in linear time', () => {
    const whole = message(1024 * 1024 - 8)
    const framer = frame(request, whole.length)
    let got = 0
    for (let at = 0; at < whole.length; at += 16) framer.push(whole.subarray(at, at + 16), () => got++)
    expect(got).to.equal(1)
  })

  it('refuses lengths and beginnings at their header', () => {
    expect(faultOf('42007801ffffffff')).to.equal('malformed')
    expect(faultOf('4200780180000000', 2 ** 32)).to.equal(undefined)
    expect(faultOf('4200780180000000')).to.equal('malformed')
    expect(faultOf('4200780100000400')).to.equal('malformed')
    expect(faultOf('42007801000003f8')).to.equal(undefined)
    expect(faultOf('42007801000003f9')).to.equal('malformed')
    expect(faultOf('42007b0100000008')).to.equal('malformed')
    expect(faultOf('4200780200000004')).to.equal('malformed')
    expect(faultOf(Buffer.from('GET / HTTP/1.1').toString('hex'))).to.equal('malformed')
  })

  it('hands on the messages before a fault and nothing after it', () => {
    const framer = frame(request, 1024)
    let got = 0
    const stream = Buffer.concat([message(8), message(16), Buffer.alloc(8)])
    expect(() => framer.push(stream, () => got++)).to.throw(CodecError)
    expect(got).to.equal(2)
    expect(() => framer.push(message(8), () => got++)).to.throw(CodecError)
    expect(got).to.equal(2)
  })
})
