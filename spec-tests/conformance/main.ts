import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type CaseFile, readCases } from './case-file.ts'
import { collectCorpusKeys } from './corpus-keys.ts'
import { encodingNames, encodingOfCase, encodingsOf } from './encoding.ts'
import { openHttpsConnection } from './https-connection.ts'
import { knownFailures } from './known-failures.ts'
import { formatConformancePage } from './page.ts'
import { readRegistry } from './registry.ts'
import { formatUses, lineOf, summaryOf, totalsOf, transcriptOf, verdictOf } from './report.ts'
import { type Outcome, runCase } from './run-case.ts'
import { openLaboratory } from './server-under-test.ts'
import { createSpeller } from './spell.ts'
import { openTlsConnection } from './tls-connection.ts'

/**
 * Replays the OASIS test cases over TLS (those about HTTPS, XML and JSON over HTTPS), each against a fresh server.
 *
 *   node spec-tests/conformance/main.ts [FOLDER or part of a case's name …]
 *     --json FILE       writes the outcomes
 *     --verbose CASE    prints the conversation of the cases whose name holds CASE
 *     --mutations N     changed expectations tried on each passing case (5; "all")
 *     --jobs N          cases at once (2)
 *     --over ENCODING   posts every message over HTTPS, in ttlv, xml or json
 *     --write           writes docs/conformance.md; without it, a run over all cases fails when the page is stale
 *     --list            prints what each case uses, and runs nothing
 *
 * The cases are in `oasis` below the folder that KMIP_SHARED names, or `../shared`.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    verbose: { type: 'string' },
    mutations: { type: 'string', default: '5' },
    jobs: { type: 'string', default: '2' },
    over: { type: 'string' },
    write: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
})

const shared = resolve(process.env.KMIP_SHARED ?? join(import.meta.dirname, '../../../shared'))

const pagePath = join(import.meta.dirname, '../../docs/conformance.md')

/** Whether the page matches the outcomes; `--write` updates it. */
const isPageRight = (outcomes: readonly Outcome[]): boolean => {
  const page = formatConformancePage(outcomes, knownFailures)
  if (values.write) writeFileSync(pagePath, page)
  else if (!existsSync(pagePath) || readFileSync(pagePath, 'utf8') !== page) {
    console.error('docs/conformance.md is stale; mend it with: npm run conformance -- --write')
    return false
  }
  return true
}

const runAll = async (chosen: readonly CaseFile[], files: readonly CaseFile[]): Promise<Outcome[]> => {
  const spelling = createSpeller(readRegistry(shared))
  const encodings = encodingsOf(spelling)
  const laboratory = await openLaboratory()
  const options = {
    files,
    privateKeyOf: collectCorpusKeys(files),
    mutations: values.mutations === 'all' ? Number.POSITIVE_INFINITY : Number(values.mutations),
    async connect(file: CaseFile) {
      const told = await laboratory.listen(file)
      const server = await laboratory.startServer(told)
      const over = encodingNames.find((name) => name === values.over) ?? encodingOfCase(file.id)
      const line = over ? openHttpsConnection(server, encodings[over]) : openTlsConnection(server, spelling, told)
      return {
        ...line,
        async close() {
          line.close()
          await server.close()
        },
      }
    },
  }
  const outcomes: Outcome[] = []
  let [next, printed] = [0, 0]
  const worker = async () => {
    for (let file = chosen[next]; file; file = chosen[next]) {
      const at = next++
      outcomes[at] = await runCase(file, options)
      for (let done = outcomes[printed]; done; done = outcomes[printed]) {
        printed++
        console.log(lineOf(done, knownFailures))
        if (values.verbose && done.id.includes(values.verbose) && done.conversation)
          console.log(transcriptOf(done.conversation))
      }
    }
  }
  await Promise.all(Array.from({ length: Number(values.jobs) }, worker)).finally(laboratory.close)
  return outcomes
}

const main = async (): Promise<number> => {
  if (values.over !== undefined && !encodingNames.some((name) => name === values.over)) {
    console.error(`--over is one of ${encodingNames.join(', ')}, not ${values.over}.`)
    return 2
  }
  const oasis = join(shared, 'oasis')
  if (!existsSync(oasis)) {
    console.error(`There are no cases at ${oasis}. Name the folder that holds "oasis" in KMIP_SHARED.`)
    return 2
  }
  const files = readCases(oasis)
  const chosen = positionals.length ? files.filter(({ id }) => positionals.some((part) => id.includes(part))) : files
  if (!chosen.length) {
    console.error(`No case is called ${positionals.join(' or ')}.`)
    return 2
  }
  if (values.list) {
    for (const file of chosen) console.log(formatUses(file))
    return 0
  }
  const outcomes = await runAll(chosen, files)
  const totals = totalsOf(outcomes, knownFailures)
  for (const line of summaryOf(totals)) console.log(line)
  if (values.json) {
    const cases = outcomes.map((outcome) => ({
      id: outcome.id,
      verdict: verdictOf(outcome, knownFailures),
      message: outcome.message,
      mutants: outcome.mutants,
      survivors: outcome.survivors,
    }))
    writeFileSync(values.json, `${JSON.stringify({ ...totals, cases }, undefined, 2)}\n`)
  }
  const isWhole = positionals.length === 0 && values.over === undefined
  const isPaged = !isWhole || isPageRight(outcomes)
  return totals.right && isPaged ? 0 : 1
}

process.exitCode = await main()
