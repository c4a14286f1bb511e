import { expect } from 'chai'
import { KmipError } from '../../codec/index.ts'
import { describeFailure } from './describe-failure.ts'

describe('failures', () => {
  it('quote no more of a client than a person can read', () => {
    const message = describeFailure(new KmipError('InvalidField', 'x'.repeat(100_000)))?.message ?? ''
    expect(message).to.have.length(500)
    expect(message.endsWith('…')).to.equal(true)
    expect(describeFailure(new KmipError('InvalidField', 'short'))?.message).to.equal('short')
  })

  it('can be written, wherever a quotation is cut off', () => {
    for (const text of ['x'.repeat(498) + '😀'.repeat(9), 'y'.repeat(499) + '😀'.repeat(9), 'half a pair: \ud83d'])
      expect(describeFailure(new KmipError('InvalidField', text))?.message).to.satisfy((message: string) =>
        message.isWellFormed(),
      )
  })

  it('of our own are not for the client', () => {
    expect(describeFailure(new TypeError('a secret'))).to.equal(undefined)
  })
})
