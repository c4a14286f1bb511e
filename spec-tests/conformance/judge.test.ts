import { expect } from 'chai'
import { type CaseFile, parseCase } from './case-file.ts'
import { type Element, find, leaf, mapElement } from './element.ts'
import { judge } from './judge.ts'
import { createMutants } from './mutate.ts'
import { play } from './play.ts'
import { openPublishedServer } from './published-server.ts'
import { sampleCase } from './sample-case.ts'

const sample = parseCase('v1.4/SAMPLE', sampleCase)
const findNoKey = () => undefined

/** What the judge says when every answer is the printed one, changed by `change` in step `at`. */
const findProblems = async (at: number, change: (element: Element) => Element, file: CaseFile = sample) => {
  const line = openPublishedServer(file, (answer, step) => (step === at ? mapElement(answer, change) : answer))
  const conversation = await play(file, line, findNoKey)
  return judge(file, conversation, findNoKey).problems.map(({ path, message }) => `${path}: ${message}`)
}

const changeNamed = (name: string, change: (element: Element) => Element) => (element: Element) =>
  element.name === name ? change(element) : element
const setValue = (name: string, value: string) => changeNamed(name, (element) => ({ ...element, value }))
const changeAttribute = (name: string, change: (element: Element) => Element) =>
  changeNamed('Attribute', (element) => (find(element, 'AttributeName')?.value === name ? change(element) : element))
const reverse = (element: Element): Element => ({ ...element, children: element.children.toReversed() })

describe('judge', () => {
  it('accepts the printed answers', async () => {
    expect(await findProblems(-1, (element) => element)).to.deep.equal([])
  })

  it('names the place of a wrong value', async () => {
    expect(await findProblems(3, setValue('ResultReason', 'ItemNotFound'))).to.deep.equal([
      'ResponseMessage[3]/BatchItem/ResultReason: expected PermissionDenied, got ItemNotFound',
    ])
  })

  it('requires the same number, kind and order of elements', async () => {
    const [added] = await findProblems(
      0,
      changeNamed('ResponsePayload', (element) => ({
        ...element,
        children: [...element.children, leaf('LocatedItems', 'Integer', '1')],
      })),
    )
    expect(added).to.contain('ResponsePayload/LocatedItems: is unexpected')
    const [removed] = await findProblems(
      0,
      changeNamed('ResponsePayload', (element) => ({ ...element, children: element.children.slice(1) })),
    )
    expect(removed).to.contain('ResponsePayload/ObjectType: is missing')
    expect(await findProblems(0, changeNamed('ResponsePayload', reverse))).to.have.length(1)
  })

  it('takes lists of attributes as sets, and indexes in any pairing', async () => {
    expect(await findProblems(1, changeNamed('ResponsePayload', reverse))).to.deep.equal([])
    expect(await findProblems(1, setValue('NameValue', 'three'))).to.have.length(1)
    const [twice] = await findProblems(
      1,
      changeAttribute('Name', (element) => ({
        ...element,
        children: element.children.filter(({ name }) => name !== 'AttributeIndex'),
      })),
    )
    expect(twice).to.contain('expected the indexes 0, 1, got 0, 0')
  })

  it('takes the names of a mask in any order', async () => {
    const change = changeAttribute('Cryptographic Usage Mask', (element) =>
      mapElement(element, setValue('AttributeValue', 'Encrypt Decrypt')),
    )
    expect(await findProblems(1, change)).to.deep.equal([])
  })

  it('allows an attribute that some cases leave out, only with a good value', async () => {
    const addLease = (seconds: string) =>
      changeNamed('ResponsePayload', (element) => ({
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
    expect(await findProblems(1, addLease('3600'))).to.deep.equal([])
    expect(await findProblems(1, addLease('0'))).to.have.length(1)
  })

  it('requires dates of the server near the step, and dates of the client unchanged', async () => {
    const setInitialDate = (value: string) =>
      changeAttribute('Initial Date', (element) => mapElement(element, setValue('AttributeValue', value)))
    expect(await findProblems(1, setInitialDate('2023-11-14T22:13:24+00:00'))).to.deep.equal([])
    expect((await findProblems(1, setInitialDate('2023-11-14T22:13:26+00:00')))[0]).to.contain('not within 5 seconds')
    expect(await findProblems(0, setValue('TimeStamp', '2013-01-01T00:00:00+00:00'))).to.have.length(1)
  })

  it('requires identifiers to be distinct, and the same on later use', async () => {
    expect((await findProblems(1, setValue('UniqueIdentifier', 'another')))[0]).to.contain('$UNIQUE_IDENTIFIER_0')
    const two = parseCase(
      'v1.4/TWO',
      sampleCase.replace(
        'value="$UNIQUE_IDENTIFIER_0"/></ResponsePayload>',
        'value="$UNIQUE_IDENTIFIER_7"/></ResponsePayload>',
      ),
    )
    const same = openPublishedServer(two, (answer) => mapElement(answer, setValue('UniqueIdentifier', 'one')))
    const conversation = await play({ ...two, steps: two.steps.slice(0, 1) }, same, findNoKey)
    expect(judge({ ...two, steps: two.steps.slice(0, 1) }, conversation, findNoKey).problems).to.deep.equal([])
  })

  it('requires generated keys of the right length', async () => {
    expect(await findProblems(2, setValue('KeyMaterial', 'ff'.repeat(16)))).to.deep.equal([])
    expect((await findProblems(2, setValue('KeyMaterial', 'ff'.repeat(32))))[0]).to.contain(
      'key of 32 bytes, expected 16',
    )
  })

  it('does not compare texts of messages, but requires one', async () => {
    expect(await findProblems(3, setValue('ResultMessage', 'No.'))).to.deep.equal([])
    expect(await findProblems(3, setValue('ResultMessage', ''))).to.have.length(1)
  })

  it('says where a conversation broke off', () => {
    const { problems } = judge(
      sample,
      { now: 0, exchanges: [], broken: 'the server closed the connection', before: [] },
      findNoKey,
    )
    expect(problems).to.deep.equal([{ path: 'ResponseMessage[0]', message: 'the server closed the connection' }])
  })

  it('no longer accepts a conversation when any checked expectation is changed', async () => {
    const conversation = await play(sample, openPublishedServer(sample), findNoKey)
    const { checks } = judge(sample, conversation, findNoKey)
    const made = createMutants(sample, checks, Number.POSITIVE_INFINITY)
    expect(made.length).to.be.greaterThan(60)
    for (const { change, file } of made)
      expect(judge(file, conversation, findNoKey).problems, change).to.not.deep.equal([])
  })

  it('chooses the same mutants each time, of every kind first', async () => {
    const conversation = await play(sample, openPublishedServer(sample), findNoKey)
    const { checks } = judge(sample, conversation, findNoKey)
    const listChanges = () => createMutants(sample, checks, 8).map(({ change }) => change)
    expect(listChanges()).to.deep.equal(listChanges())
    expect(new Set(listChanges()).size).to.equal(8)
  })
})
