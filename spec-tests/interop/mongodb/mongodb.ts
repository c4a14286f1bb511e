import { expect } from 'chai'
import type { Tally } from '../tally.ts'
import { runKeyChecks } from './key-checks.ts'
import { delegated, fetched } from './kind.ts'
import { runAccessChecks, runDelegatedRefusalChecks, runKeyRefusalChecks } from './refusal-checks.ts'
import { openStage } from './stage.ts'

/**
 * MongoDB's driver with client-side field level encryption (libmongocrypt, a KMIP client of its own) against our server,
 * configured as `kmip connect mongodb-driver` says. The key vault and the documents lie in FerretDB.
 */
export const mongodb = async (tally: Tally): Promise<void> => {
  await using stage = await openStage()
  const driver = await stage.driver.ask<Readonly<Record<string, string>>>({ do: 'programs' })
  const programs = Object.entries({ ...driver, FerretDB: stage.ferretdb })
  await tally.check(`MongoDB's driver runs: ${programs.map((each) => each.join(' ')).join(', ')}`, () => {
    expect(programs.map(([name]) => name)).to.deep.equal(['pymongo', 'pymongocrypt', 'libmongocrypt', 'FerretDB'])
    for (const [name, version] of programs) expect(version, name).to.match(/^v?\d+\.\d+\.\d+$/)
  })
  for (const kind of [fetched, delegated]) {
    await runKeyChecks(stage, kind, tally)
    await runKeyRefusalChecks(stage, kind, tally)
  }
  await runDelegatedRefusalChecks(stage, tally)
  await runAccessChecks(stage, tally)
}
