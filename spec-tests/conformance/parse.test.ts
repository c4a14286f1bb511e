import { expect } from 'chai'
import { parseCase } from './case-file.ts'
import { elementToXml, find, valueAt } from './element.ts'
import { parseMessages } from './parse.ts'
import { sampleCase } from './sample-case.ts'

describe('case files', () => {
  it('holds pairs of messages, and which client sends them', () => {
    const { steps } = parseCase('v1.4/SAMPLE', sampleCase)
    expect(steps.map(({ client }) => client)).to.deep.equal(['Client-A', 'Client-B', '', ''])
    expect(steps.map(({ request }) => valueAt(request, 'BatchItem', 'Operation'))).to.deep.equal([
      'Create',
      'GetAttributes',
      'Get',
      'Destroy',
    ])
  })

  it('collapses the runs of spaces of v1.0 and v1.2, and no others', () => {
    const xml = `<KMIP># [REPEAT] until   it ends
      <RequestMessage><A type="TextString" value="third   party "/><B type="ByteString" value="00 11"/></RequestMessage>
      <ResponseMessage/></KMIP>`
    const [old] = parseCase('v1.2/X', xml).steps
    const [verbatim] = parseCase('v1.4/X', xml).steps
    expect(old?.repeat).to.equal(true)
    expect(valueAt(old?.request, 'A')).to.equal('third party')
    expect(valueAt(old?.request, 'B')).to.equal('0011')
    expect(valueAt(verbatim?.request, 'A')).to.equal('third   party ')
  })

  it('keeps unknown tags, empty structures and characters that XML escapes', () => {
    const xml = '<M><TTLV tag="0x540001" type="TextString" value="a&amp;&lt;&#10;"/><ServerInformation/></M>'
    const [parsed] = parseMessages(xml)
    expect(find(parsed?.message, '0x540001')?.value).to.equal('a&<\n')
    expect(find(parsed?.message, 'ServerInformation')?.type).to.equal('Structure')
    const again = parseMessages(parsed ? elementToXml(parsed.message) : '')
    expect(again[0]?.message).to.deep.equal(parsed?.message)
  })

  it('refuses what does not alternate, and what is no XML', () => {
    expect(() => parseCase('v1.4/X', '<KMIP><ResponseMessage/><RequestMessage/></KMIP>')).to.throw(
      'no request followed',
    )
    expect(() => parseMessages('<KMIP><A></KMIP>')).to.throw()
  })
})
