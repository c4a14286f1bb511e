import { expect } from 'chai'
import { createBindings, substitute } from './bindings.ts'
import { leaf, structure, valueAt } from './element.ts'

const answer = (name: string, value: string) =>
  structure('ResponseMessage', structure('BatchItem', structure('ResponsePayload', leaf(name, 'ByteString', value))))

describe('placeholders in requests', () => {
  const bindings = createBindings(1_700_000_000)
  bindings.placeholders.set('$UNIQUE_IDENTIFIER_0', 'abc')

  it('become the time of the run, seconds earlier or later', () => {
    const request = structure('R', leaf('A', 'DateTime', '$NOW-3600'), leaf('B', 'DateTime', '$NOW'))
    const sent = substitute(request, bindings, [])
    expect(sent.children.map(({ value }) => value)).to.deep.equal([
      '2023-11-14T21:13:20+00:00',
      '2023-11-14T22:13:20+00:00',
    ])
  })

  it('become what the server chose', () => {
    expect(
      valueAt(substitute(structure('R', leaf('A', 'TextString', '$UNIQUE_IDENTIFIER_0')), bindings, []), 'A'),
    ).to.equal('abc')
  })

  it('take the latest value of the element they are named after when no answer captured them', () => {
    const request = structure(
      'R',
      leaf('IVCounterNonce', 'ByteString', '$IV_COUNTER_NONCE'),
      leaf('Data', 'ByteString', '$DATA_0'),
    )
    const sent = substitute(request, bindings, [
      answer('Data', '01'),
      answer('Data', '02'),
      answer('IVCounterNonce', '03'),
    ])
    expect(sent.children.map(({ value }) => value)).to.deep.equal(['03', '02'])
  })

  it('take the place of a printed value that the server chose otherwise', () => {
    const carrying = createBindings(0)
    carrying.carried.set('Data:fd91', 'beef')
    expect(valueAt(substitute(structure('R', leaf('Data', 'ByteString', 'FD91')), carrying, []), 'Data')).to.equal(
      'beef',
    )
  })

  it('are refused when nothing is known for them', () => {
    expect(() => substitute(leaf('A', 'TextString', '$UNIQUE_IDENTIFIER_9'), bindings, [])).to.throw(
      '$UNIQUE_IDENTIFIER_9',
    )
  })
})
