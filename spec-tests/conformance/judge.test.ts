import { expect } from 'chai'
import { type CaseFile, parseCase } from './case-file.ts'
import { type Element, find, leaf, mapElement } from './element.ts'
import { judge } from './judge.ts'
import { mutants } from './mutate.ts'
import { play } from './play.ts'
import { publishedLine } from './published-server.ts'
import { sampleCase } from './sample-case.ts'

const sample = parseCase('v1.4/SAMPLE', sampleCase)
const noKeys = () => undefined

/** What the judge says when every answer is the printed one, changed by `change` in step `at`. */
const problemsWhen = async (at: number, change: (element: Element) => Element, file: CaseFile = sample) => {
  const line = publishedLine(file, (answer, step) => (step === at ? mapElement(answer, change) : answer))
  const conversation = await play(file, line, noKeys)
  return judge(file, conversation, noKeys).problems.map(({ path, message }) => `${path}: ${message}`)
}

const when = (name: string, change: (element: Element) => Element) => (element: Element) =>
  element.name === name ? change(element) : element
const setValue = (name: string, value: string) => when(name, (element) => ({ ...element, value }))
const attribute = (name: string, change: (element: Element) => Element) =>
  when('Attribute', (element) => (find(element, 'AttributeName')?.value === name ? change(element) : element))
const reverse = (element: Element): Element => ({ ...element, children: element.children.toReversed() })

describe('judge', () => {
  it('accepts the printed answers', async () => {
    expect(await problemsWhen(-1, (element) => element)).to.deep.equal([])
  })

  it('names the place of a wrong value', async () => {
    expect(await problemsWhen(3, setValue('ResultReason', 'ItemNotFound'))).to.deep.equal([
      'ResponseMessage[3]/BatchItem/ResultReason: expected PermissionDenied, got ItemNotFound',
    ])
  })

  it('wants the same number, kind and order of elements', async () => {
    const [added] = await problemsWhen(
      0,
      when('ResponsePayload', (element) => ({
        ...element,
        children: [...element.children, leaf('LocatedItems', 'Integer', '1')],
      })),
    )
    expect(added).to.contain('ResponsePayload/LocatedItems: is unexpected')
    const [removed] = await problemsWhen(
      0,
      when('ResponsePayload', (element) => ({ ...element, children: element.children.slice(1) })),
    )
    expect(removed).to.contain('ResponsePayload/ObjectType: is missing')
    expect(await problemsWhen(0, when('ResponsePayload', reverse))).to.have.length(1)
  })

  it('takes lists of attributes as sets, and indexes in any pairing', async () => {
    expect(await problemsWhen(1, when('ResponsePayload', reverse))).to.deep.equal([])
    expect(await problemsWhen(1, setValue('NameValue', 'three'))).to.have.length(1)
    const [twice] = await problemsWhen(
      1,
      attribute('Name', (element) => ({
        ...element,
        children: element.children.filter(({ name }) => name !== 'AttributeIndex'),
      })),
    )
    expect(twice).to.contain('expected the indexes 0, 1, got 0, 0')
  })

  it('takes the names of a mask in any order', async () => {
    const change = attribute('Cryptographic Usage Mask', (element) =>
      mapElement(element, setValue('AttributeValue', 'Encrypt Decrypt')),
    )
    expect(await problemsWhen(1, change)).to.deep.equal([])
  })

  it('allows an attribute that some cases leave out, only with a good value', async () => {
    const lease = (seconds: string) =>
      when('ResponsePayload', (element) => ({
        ...element,
        children: [
          ...element.children,
          {
            name: 'Attribute',
            type: 'Structure',
            value: '',
            children: [leaf('AttributeName', 'TextString', 'Lease Time'), leaf('AttributeValue', 'Interval', seconds)],
          },
        ],
      }))
    expect(await problemsWhen(1, lease('3600'))).to.deep.equal([])
    expect(await problemsWhen(1, lease('0'))).to.have.length(1)
  })

  it('wants dates of the server near the step, and dates of the client as they were', async () => {
    const dated = (value: string) =>
      attribute('Initial Date', (element) => mapElement(element, setValue('AttributeValue', value)))
    expect(await problemsWhen(1, dated('2023-11-14T22:13:24+00:00'))).to.deep.equal([])
    expect((await problemsWhen(1, dated('2023-11-14T22:13:26+00:00')))[0]).to.contain('not within 5 seconds')
    expect(await problemsWhen(0, setValue('TimeStamp', '2013-01-01T00:00:00+00:00'))).to.have.length(1)
  })

  it('wants identifiers distinct, and the same on later use', async () => {
    expect((await problemsWhen(1, setValue('UniqueIdentifier', 'another')))[0]).to.contain('$UNIQUE_IDENTIFIER_0')
    const two = parseCase(
      'v1.4/TWO',
      sampleCase.replace(
        'value="$UNIQUE_IDENTIFIER_0"/></ResponsePayload>',
        'value="$UNIQUE_IDENTIFIER_7"/></ResponsePayload>',
      ),
    )
    const same = publishedLine(two, (answer) => mapElement(answer, setValue('UniqueIdentifier', 'one')))
    const conversation = await play({ ...two, steps: two.steps.slice(0, 1) }, same, noKeys)
    expect(judge({ ...two, steps: two.steps.slice(0, 1) }, conversation, noKeys).problems).to.deep.equal([])
  })

  it('wants generated keys of the right length', async () => {
    expect(await problemsWhen(2, setValue('KeyMaterial', 'ff'.repeat(16)))).to.deep.equal([])
    expect((await problemsWhen(2, setValue('KeyMaterial', 'ff'.repeat(32))))[0]).to.contain(
      'key of 32 bytes, expected 16',
    )
  })

  it('does not compare texts of messages, but wants one', async () => {
    expect(await problemsWhen(3, setValue('ResultMessage', 'No.'))).to.deep.equal([])
    expect(await problemsWhen(3, setValue('ResultMessage', ''))).to.have.length(1)
  })

  it('says where a conversation broke off', () => {
    const { problems } = judge(
      sample,
      { now: 0, exchanges: [], broken: 'the server closed the connection', before: [] },
      noKeys,
    )
    expect(problems).to.deep.equal([{ path: 'ResponseMessage[0]', message: 'the server closed the connection' }])
  })

  it('no longer accepts a conversation when any checked expectation is changed', async () => {
    const conversation = await play(sample, publishedLine(sample), noKeys)
    const { checks } = judge(sample, conversation, noKeys)
    const made = mutants(sample, checks, Number.POSITIVE_INFINITY)
    expect(made.length).to.be.greaterThan(60)
    for (const { change, file } of made)
      expect(judge(file, conversation, noKeys).problems, change).to.not.deep.equal([])
  })

  it('chooses the same mutants each time, of every kind first', async () => {
    const conversation = await play(sample, publishedLine(sample), noKeys)
    const { checks } = judge(sample, conversation, noKeys)
    const changes = () => mutants(sample, checks, 8).map(({ change }) => change)
    expect(changes()).to.deep.equal(changes())
    expect(new Set(changes()).size).to.equal(8)
  })
})
