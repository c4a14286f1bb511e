import { addExample, addSubcommand, type Define } from '../define.ts'
import { printJson } from '../json-value.ts'
import { printFields } from '../output.ts'
import { requireOwnDataDirectory } from './data-directory-owner.ts'
import { formatCount } from './format-count.ts'
import { printFaults, requireSound } from './report-faults.ts'
import { addPlaceOptions, findServerPlace, type PlaceFlags } from './server-place.ts'
import { storeKeys } from './store-keys.ts'

interface Flags extends PlaceFlags {
  readonly json?: boolean
}

interface Progress {
  readonly what: string
  readonly done?: number
  readonly total?: number
}

const formatProgress = ({ what, done, total }: Progress): string =>
  done === undefined || total === undefined
    ? `Checking the ${what}`
    : `Checked ${formatCount(done)} of ${formatCount(total)} ${what}`

/** `kmip store`. */
export const store: Define = (command, io) => {
  storeKeys(command, io)
  const verify = addPlaceOptions(
    addSubcommand(command, 'verify', 'check every row of a stopped server, or of a copy of its data directory'),
  ).option('--json', 'print JSON')
  addExample(verify, 'kmip store verify --data-directory /var/lib/kmip').action(async (flags: Flags) => {
    const { dataDirectory: directory } = await findServerPlace(flags, io)
    await requireOwnDataDirectory(directory, 'store verify')
    const { verifyDataDirectory } = await import('../../server/index.ts')
    const result = await verifyDataDirectory(directory, (progress) => io.stderr.write(`${formatProgress(progress)}\n`))
    const { objects, documents, auditRecords, faults, findings } = result
    if (flags.json) printJson(result, io)
    else {
      printFields(
        {
          Objects: formatCount(objects),
          Documents: formatCount(documents),
          'Audit records': formatCount(auditRecords),
          Faults: formatCount(faults),
        },
        io,
      )
      const named = findings.map(({ table, row, problem }) => ({
        place: table,
        problem: `${row}${row && ' '}${problem}`,
      }))
      printFaults(named, faults, io)
    }
    requireSound(
      'The store',
      faults,
      'Keep a copy of the data directory to find out who altered it, and restore a backup.',
    )
  })
}
