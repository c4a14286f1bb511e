import { expect } from 'chai'
import { switchOff } from './defence.ts'
import { describeUncaught, describeUnsound, readReport, selectTitle } from './verdict.ts'

const report = (passes: readonly string[], failures: Readonly<Record<string, string>>) =>
  readReport(
    JSON.stringify({
      passes: passes.map((title) => ({ title, fullTitle: `suite ${title}`, err: {} })),
      failures: Object.entries(failures).map(([title, stack]) => ({
        title,
        fullTitle: `suite ${title}`,
        err: { stack },
      })),
    }),
    '',
  )

describe('the verdict on a switched-off defence', () => {
  it('is good when the test fails, and only then', () => {
    expect(describeUncaught(report(['a'], { b: 'AssertionError: expected 1 to equal 2' }))).to.equal(undefined)
    expect(describeUncaught(report(['a'], {}))).to.include('NOT CAUGHT')
  })

  it('is bad when something else fails: the code, a hook, the file, the title', () => {
    expect(describeUncaught(report([], { a: 'ReferenceError: x is not defined' }))).to.include('breaks the code')
    expect(describeUncaught(report([], { a: "Error: exited: SyntaxError: Unexpected token '}'" }))).to.include(
      'breaks the code',
    )
    expect(describeUncaught(report([], { '"before each" hook for "a"': 'Error: no' }))).to.include('a hook fails')
    expect(describeUncaught(readReport(undefined, 'Error: Cannot find module'))).to.include('Cannot find module')
    expect(describeUncaught(report([], {}))).to.include('no test has this title')
  })

  it('presupposes that the test passes with the defence on', () => {
    expect(describeUnsound(report(['a'], {}))).to.equal(undefined)
    expect(describeUnsound(report(['a'], { b: 'Error: no' }))).to.include('fails with the defence on: b')
    expect(describeUnsound(report([], {}))).to.include('no test has this title')
    const two = report(['a'], { b: 'Error: no' })
    expect(describeUnsound(selectTitle(two, 'suite a'))).to.equal(undefined)
    expect(describeUnsound(selectTitle(two, 'b'))).to.include('fails with the defence on')
    expect(describeUnsound(selectTitle(two, 'c'))).to.include('no test has this title')
  })

  it('presupposes that the text is in the file once', () => {
    const defence = {
      ...{ name: 'n', stated: 's', file: 'f.ts', text: 'a(b)', without: '$&' },
      test: { file: 't.test.ts', title: 't' },
    }
    expect(switchOff(defence, 'x\na(b)\ny')).to.equal('x\n$&\ny')
    for (const source of ['x', 'a(b) a(b)']) expect(() => switchOff(defence, source)).to.throw('"n" is stale')
  })
})
