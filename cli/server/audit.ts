import { join } from 'node:path'
import type { ReadEntry } from '../../server/index.ts'
import { CliError } from '../cli-error.ts'
import { addExample, addSubcommand, type Define } from '../define.ts'
import { printJson } from '../json-value.ts'
import { printFields, printTable } from '../output.ts'
import { formatCount } from './format-count.ts'
import { printFaults, requireSound } from './report-faults.ts'
import { addPlaceOptions, findServerPlace, type PlaceFlags } from './server-place.ts'

interface Flags extends PlaceFlags {
  readonly object?: string
  readonly client?: string
  readonly operation?: string
  readonly result?: string
  readonly since?: string
  readonly limit: string
  readonly json?: boolean
}

/** Entries between two lines of progress. */
const entriesAReport = 100_000

const units = { s: 1, m: 60, h: 3600, d: 86_400 } as const

/** A date, or how long ago: `2026-11-25`, `2026-11-25T08:00Z`, `90m`, `7d`. */
const parseSince = (text: string, now: Date): Date => {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? []
  const date = count
    ? new Date(now.getTime() - Number(count) * units[unit as keyof typeof units] * 1000)
    : new Date(text)
  if (Number.isNaN(date.getTime()))
    throw new CliError('usage', `--since: ${text} is neither a date (2026-11-25T08:00Z) nor a time ago (90m, 7d)`)
  return date
}

const parseLimit = (text: string): number => {
  const limit = Number(text)
  if (!Number.isInteger(limit) || limit < 1) throw new CliError('usage', `--limit: ${text} is not a number of entries`)
  return limit
}

const describeWho = ({ principal, ticketHolder }: ReadEntry['personal']): string =>
  ticketHolder === undefined ? (principal ?? '') : `${principal} by ${ticketHolder}`

/** What matters beside the columns. */
const describeDetails = ({ entry, personal, isForgotten }: ReadEntry): string =>
  [
    entry.reason,
    personal.message,
    entry.found !== undefined && `${entry.located ?? entry.found} found`,
    personal.filters?.join(' '),
    entry.keyFormatType,
    entry.wrappedBy && `wrapped by ${entry.wrappedBy}`,
    personal.peer && `from ${personal.peer}`,
    isForgotten && `the key of ${entry.period} is gone`,
  ]
    .filter(Boolean)
    .join(', ')

const toRow = (read: ReadEntry): readonly string[] => {
  const { index, entry } = read
  const what = entry.operation ?? entry.kind
  return [
    String(index),
    entry.time,
    describeWho(read.personal),
    what,
    entry.object ?? '',
    entry.result ?? '',
    describeDetails(read),
  ]
}

/** `kmip audit`. */
export const audit: Define = (command, io) => {
  auditList(command, io)
  auditVerify(command, io)
}

const auditList: Define = (command, io) => {
  const list = addPlaceOptions(addSubcommand(command, 'list', 'list what happened, the newest entries last'))
    .option('--object <id>', 'only of this object (Unique Identifier)')
    .option('--client <name>', 'only of this client')
    .option('--operation <name>', 'only of this operation: Get')
    .option('--result <name>', 'only with this result, or reason of a failure: OperationFailed')
    .option('--since <time>', 'only since then: a date, or how long ago (90m, 7d)')
    .option('--limit <number>', 'the newest entries, at most', '100')
    .option('--json', 'print JSON, one entry a line')
  addExample(
    list,
    'kmip audit list --since 1d',
    'kmip audit list --object 7d8e… --operation Get',
    'kmip audit list --result OperationFailed --json',
  ).action(async ({ object, client, operation, result, since, limit, json, ...place }: Flags) => {
    const { dataDirectory } = await findServerPlace(place, io)
    const query = {
      ...(object !== undefined && { object }),
      ...(client !== undefined && { client }),
      ...(operation !== undefined && { operation }),
      ...(result !== undefined && { result }),
      ...(since !== undefined && { since: parseSince(since, new Date()) }),
      maximumItems: parseLimit(limit),
    }
    const { listAudit } = await import('../../server/index.ts')
    const entries = await listAudit(dataDirectory, query)
    if (json)
      for (const { index, entry, personal } of entries) {
        const { sealed: _, ...facts } = entry
        io.stdout.write(`${JSON.stringify({ index, ...facts, ...personal })}\n`)
      }
    else printTable(['Entry', 'Time', 'Who', 'What', 'Object', 'Result', 'Details'], entries.map(toRow), io)
  })
}

interface VerifyFlags extends PlaceFlags {
  readonly log?: string
  readonly verifier?: string
  readonly from?: string
  readonly json?: boolean
}

const auditVerify: Define = (command, io) => {
  const verify = addPlaceOptions(
    addSubcommand(command, 'verify', 'prove that nothing in the log was altered, removed or inserted'),
  )
    .option('--log <dir>', 'a log or a copy of one (default: audit/ in the data directory)')
    .option('--verifier <text>', "the log's public key, as you have it from its file verifier (default: that file)")
    .option('--from <file>', 'an older checkpoint that you have kept: the log must continue it')
    .option('--json', 'print JSON')
  addExample(
    verify,
    'kmip audit verify',
    'kmip audit verify --log /mnt/copy/audit --verifier "$(cat kms1.verifier)" --from checkpoint-2026-10',
  ).action(async ({ log, verifier, from, json, ...place }: VerifyFlags) => {
    const directory = log ?? join((await findServerPlace(place, io)).dataDirectory, 'audit')
    const { verifyAudit } = await import('../../server/index.ts')
    let reported = 0
    const result = await verifyAudit({
      log: directory,
      ...(verifier !== undefined && { verifier }),
      ...(from !== undefined && { from }),
      onProgress(entries) {
        if (entries - reported < entriesAReport) return
        reported = entries
        io.stderr.write(`Verified ${formatCount(entries)} entries\n`)
      },
    })
    const { origin, entries, unsigned, faults, findings } = result
    if (json) printJson(result, io)
    else {
      printFields(
        {
          Log: origin,
          Entries: formatCount(entries),
          'Not signed yet': formatCount(unsigned),
          Faults: formatCount(faults),
        },
        io,
      )
      const named = findings.map(({ file, index, problem }) => ({
        place: file,
        problem: index === undefined ? problem : `entry ${index}: ${problem}`,
      }))
      printFaults(named, faults, io)
    }
    requireSound('The log', faults, 'Keep a copy of the log, and find out who altered it.')
  })
}
