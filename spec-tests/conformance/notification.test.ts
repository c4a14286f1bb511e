import { expect } from 'chai'
import { parseCase } from './case-file.ts'
import type { Conversation } from './conversation.ts'
import { type Element, leaf, mapElement, structure } from './element.ts'
import { judge } from './judge.ts'

const formatHeader = (kind: string, ...more: string[]) => `<${kind}><ProtocolVersion>
  <ProtocolVersionMajor type="Integer" value="1"/><ProtocolVersionMinor type="Integer" value="2"/></ProtocolVersion>
  ${more.join('')}<BatchCount type="Integer" value="1"/></${kind}>`
const formatAttribute = (name: string, type: string, value: string) =>
  `<Attribute><AttributeName type="TextString" value="${name}"/><AttributeValue type="${type}" value="${value}"/></Attribute>`

const file = parseCase(
  'v1.2/x',
  `<KMIP><RequestMessage>${formatHeader('RequestHeader')}<BatchItem><Operation type="Enumeration" value="Notify"/>
  <RequestPayload><UniqueIdentifier type="TextString" value="$UNIQUE_IDENTIFIER_0"/>
  ${formatAttribute('Last Change Date', 'DateTime', '2013-06-26T05:54:18+00:00')}
  ${formatAttribute('State', 'Enumeration', 'Destroyed')}</RequestPayload></BatchItem></RequestMessage>
  <ResponseMessage>${formatHeader('ResponseHeader', '<TimeStamp type="DateTime" value="2013-06-26T05:54:18+00:00"/>')}
  <BatchItem><Operation type="Enumeration" value="Notify"/><ResultStatus type="Enumeration" value="Success"/>
  <ResponsePayload/></BatchItem></ResponseMessage></KMIP>`,
)

const now = 1_700_000_000
const stamp = '2023-11-14T22:13:20+00:00'

/** What a server sends: as printed, with a Time Stamp, dates of now, and an identifier. */
const createNotification = (change: (element: Element) => Element = (element) => element): Element => {
  const printed = file.steps[0]?.response as Element
  const filled = mapElement(printed, (element) => {
    if (element.type === 'DateTime') return { ...element, value: stamp }
    if (element.value.startsWith('$')) return { ...element, value: 'an-identifier' }
    if (element.name !== 'RequestHeader') return element
    return { ...element, children: element.children.toSpliced(1, 0, leaf('TimeStamp', 'DateTime', stamp)) }
  })
  return mapElement(filled, change)
}

const findProblems = (response: Element): string[] => {
  const request = file.steps[0]?.request as Element
  const conversation: Conversation = { now, before: [], exchanges: [{ request, response, at: now, probes: [] }] }
  return judge(file, conversation, () => undefined).problems.map(({ path, message }) => `${path}: ${message}`)
}

const addAttribute = (name: string, type: string, value: string) =>
  createNotification((element) =>
    element.name === 'RequestPayload'
      ? {
          ...element,
          children: [
            ...element.children,
            structure('Attribute', leaf('AttributeName', 'TextString', name), leaf('AttributeValue', type, value)),
          ],
        }
      : element,
  )

describe('judging what a server asks', () => {
  it('knows which side asks', () => {
    expect(file.steps.map(({ fromServer }) => fromServer)).to.deep.equal([true])
    expect(file.steps[0]?.response.name).to.equal('RequestMessage')
  })

  it('takes what is printed, in any order, and the Destroy Date beside it', () => {
    expect(findProblems(createNotification())).to.deep.equal([])
    expect(findProblems(addAttribute('Destroy Date', 'DateTime', stamp))).to.deep.equal([])
    const swapDates = (element: Element) =>
      element.name === 'RequestPayload'
        ? {
            ...element,
            children: element.children.with(1, element.children[2] as Element).with(2, element.children[1] as Element),
          }
        : element
    expect(findProblems(createNotification(swapDates))).to.deep.equal([])
  })

  it('takes nothing else', () => {
    const set = (name: string, value: string) => (element: Element) =>
      element.name === name ? { ...element, value } : element
    expect(findProblems(createNotification(set('Operation', 'Put')))).to.not.deep.equal([])
    expect(findProblems(createNotification(set('ProtocolVersionMinor', '3')))).to.not.deep.equal([])
    expect(findProblems(createNotification(set('BatchCount', '2')))).to.not.deep.equal([])
    expect(findProblems(createNotification(set('TimeStamp', '2013-06-26T05:54:18+00:00')))).to.not.deep.equal([])
    const setActive = (element: Element) => (element.value === 'Destroyed' ? { ...element, value: 'Active' } : element)
    expect(findProblems(createNotification(setActive))).to.not.deep.equal([])
    expect(findProblems(addAttribute('Destroy Date', 'DateTime', '2013-06-26T05:54:18+00:00'))).to.not.deep.equal([])
    expect(findProblems(addAttribute('Contact Information', 'TextString', 'me'))).to.not.deep.equal([])
    const omitStamp = (element: Element) =>
      element.name === 'RequestHeader'
        ? { ...element, children: element.children.filter(({ name }) => name !== 'TimeStamp') }
        : element
    expect(findProblems(createNotification(omitStamp))).to.not.deep.equal([])
  })
})
