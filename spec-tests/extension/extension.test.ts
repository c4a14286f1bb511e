import { join } from 'node:path'
import { expect } from 'chai'
import { attributeExercise, countEdits, omit, operationExercise, versionExercise } from './exercises.ts'
import { createWorkingCopy, type Verdict, type WorkingCopy } from './working-copy.ts'

/** Adds an operation, an attribute and a version to a copy of the repository, as CONTRIBUTING.md says. */
describe('adding to the declarations', function () {
  this.timeout(300_000)
  const exercises = [operationExercise, attributeExercise, versionExercise]
  const edits = exercises.flatMap((exercise) => exercise.edits)
  let copy: WorkingCopy
  before(() => {
    copy = createWorkingCopy(join(import.meta.dirname, '../..'))
  })
  afterEach(() => copy.restore())
  after(() => copy.close())

  const expectPass = ({ passed, output }: Verdict): void => {
    expect(passed, output).to.equal(true)
  }
  const expectFailure = ({ passed, output }: Verdict, named: RegExp): void => {
    expect(passed, output).to.equal(false)
    expect(output).to.match(named)
  }

  it('takes two files and two lines for an operation, one place for an attribute, one line for a version', () => {
    expect(countEdits(operationExercise.edits)).to.deep.equal({ newFiles: 2, places: 2, lines: 2 })
    expect(countEdits(attributeExercise.edits)).to.deep.equal({ newFiles: 0, places: 1, lines: 6 })
    expect(countEdits(versionExercise.edits)).to.deep.equal({ newFiles: 0, places: 1, lines: 1 })
  })

  it('does not compile while a fact is forgotten; the compiler names each', async () => {
    const omissions = exercises.flatMap((exercise) => exercise.omissions)
    copy.apply(
      omit(
        edits,
        omissions.map(({ missing }) => missing),
      ),
    )
    const { passed, output } = await copy.typecheck()
    expect(passed).to.equal(false)
    const unnamed = omissions.filter(({ named }) => !named.test(output)).map(({ fact }) => fact)
    expect(unnamed, output).to.deep.equal([])
  })

  it('fails a test while the list of operations lacks the declaration', async () => {
    copy.apply(omit(operationExercise.edits, [/^export \* from '\.\/deactivate\.ts'$/]))
    const verdict = await copy.mocha('codec/kmip/declarations.test.ts', 'operation/index.ts')
    expectFailure(verdict, /deactivate\.ts/)
  })

  it('compiles and works with all edits; the declarations are to be confirmed, the reference to be written', async () => {
    copy.apply(edits)
    const reference = 'spec-tests/reference/reference.test.ts'
    const [types, use, lists, confirmed, stale] = await Promise.all([
      copy.typecheck(),
      copy.node('spec-tests/extension/fixtures/use-additions.mjs'),
      copy.mocha('codec/kmip/declarations.test.ts', 'index.ts'),
      copy.mocha('codec/kmip/declarations.test.ts', 'are those that were compared'),
      copy.mocha(reference),
    ])
    for (const verdict of [types, use, lists]) expectPass(verdict)
    expectFailure(confirmed, /are those that were compared/)
    expectFailure(stale, /npm run reference/)
    expectPass(await copy.node('spec-tests/reference/main.ts'))
    expectPass(await copy.mocha(reference))
  })
})
