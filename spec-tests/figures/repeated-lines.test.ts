import { expect } from 'chai'
import { findRepeatedLines } from './repeated-lines.ts'

describe('findRepeatedLines', () => {
  const six = ['a(1)', 'b(2)', 'c(3)', 'd(4)', 'e(5)', 'f(6)']
  const toSource = (file: string, ...lines: string[]) => ({ file, text: lines.join('\n') })

  it('finds six lines that stand twice, whatever the indentation, comments and braces between', () => {
    const spread = six.flatMap((line) => [`  ${line}`, '  }', '// why', ''])
    const sources = [toSource('x.ts', 'x()', ...six, 'y()'), toSource('z.ts', ...spread)]
    expect(findRepeatedLines(sources)).to.deep.equal(['x.ts:2-7 ~ z.ts:1-21'])
  })

  it('reports a longer run once', () => {
    const long = [...six, 'g(7)', 'h(8)']
    expect(findRepeatedLines([toSource('x.ts', ...long, 'y()', ...long)])).to.deep.equal(['x.ts:1-8 ~ x.ts:10-17'])
  })

  it('ignores five lines, imports, comments, and declared facts', () => {
    const facts = ["since: '1.0',", 'repeatable: true,', "sentBy: ['client'],", 'length: 4,']
    const header = six.map((_, i) => `import { a${i} } from './a.ts'`)
    const comment = ['/**', ...six.map((line) => ` * ${line}`), ' */']
    const sources = ['x.ts', 'y.ts'].map((file) =>
      toSource(file, ...header, ...comment, ...six.slice(1), ...facts, file),
    )
    expect(findRepeatedLines(sources)).to.deep.equal([])
  })
})
