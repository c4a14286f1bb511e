import type { Command } from 'commander'
import type { StoreKeysReport } from '../../server/index.ts'
import { CliError } from '../cli-error.ts'
import { addExample, addSubcommand, type Define } from '../define.ts'
import type { Io } from '../io.ts'
import { printJson } from '../json-value.ts'
import { printFields, printTable } from '../output.ts'
import { formatCount } from './format-count.ts'
import { addServerOptions, type ServerFlags } from './use-server.ts'
import { type KeysOfStore, useStoreKeys } from './use-store-keys.ts'

interface Flags extends ServerFlags {
  readonly json?: boolean
}

const addOptions = (command: Command): Command => addServerOptions(command).option('--json', 'print JSON')

/** Milliseconds between two lines of progress. */
const PROGRESS = 2_000

const countOldRows = ({ dataKeys }: StoreKeysReport): number =>
  dataKeys.reduce((sum, { isCurrent, rows }) => sum + (isCurrent ? 0 : rows), 0)

const printKeys = (report: StoreKeysReport, io: Io): void => {
  const left = countOldRows(report)
  printFields(
    {
      'Master key': report.masterKey,
      ...(left > 0 && { 'Rows to seal again': formatCount(left) }),
      ...(report.reseal && { 'Rows a second': formatCount(report.reseal.rowsPerSecond) }),
    },
    io,
  )
  io.stdout.write('\n')
  printTable(
    ['DATA KEY', 'PURPOSE', 'SINCE', 'SEALS', 'ROWS'],
    report.dataKeys.map(({ dataKey, purpose, isCurrent, since, seals, rows }) => [
      String(dataKey),
      purpose === 'index' ? 'index' : isCurrent ? 'seals' : 'opens',
      since?.toISOString().slice(0, 10) ?? '',
      ...(purpose === 'index' ? ['', ''] : [formatCount(seals), formatCount(rows)]),
    ]),
    io,
  )
}

/** Waits until no old row is left, and shows how many are. */
const finishReseal = async (keys: KeysOfStore, io: Io): Promise<void> => {
  if (!keys.finishReseal) {
    io.stderr.write('The server seals the rows again in the background. See how many are left: kmip store keys\n')
    return
  }
  const timer = setInterval(async () => {
    const report = await keys.read()
    io.stderr.write(`${formatCount(countOldRows(report))} rows to seal again\n`)
  }, PROGRESS)
  try {
    await keys.finishReseal()
  } finally {
    clearInterval(timer)
  }
  const left = countOldRows(await keys.read())
  if (left > 0)
    throw new CliError(
      'failed',
      `${formatCount(left)} rows do not open and stay under an old data key.`,
      'Run kmip store verify, which names them.',
    )
}

const keys: Define = (command, io) => {
  const list = addOptions(addSubcommand(command, 'keys', 'show the keys of the store, and how often they have sealed'))
  addExample(list, 'kmip store keys').action((flags: Flags) =>
    useStoreKeys(flags, ['auditor', 'operator', 'administrator'], io, async (store) => {
      const report = await store.read()
      if (flags.json) printJson(report, io)
      else printKeys(report, io)
    }),
  )
}

const rotateMasterKey: Define = (command, io) => {
  const rotate = addOptions(
    command
      .command('rotate-master-key')
      .summary('replace the master key')
      .description(
        'Replaces the master key in the data directory of a running or a stopped server. Backups of the store from before open with the old key only: keep a backup of that as long as them, and make a backup of the new one.',
      ),
  )
  addExample(rotate, 'kmip store rotate-master-key').action((flags: Flags) =>
    useStoreKeys(flags, ['administrator'], io, async (store) => {
      const masterKey = await store.rotateMasterKey()
      if (flags.json) printJson({ masterKey }, io)
      else printFields({ 'Master key': masterKey }, io)
      io.stderr.write('Back up the new master.key now, to another place than the store.\n')
    }),
  )
}

const rotateDataKey: Define = (command, io) => {
  const rotate = addOptions(
    command
      .command('rotate-data-key')
      .summary('replace the key that seals the store')
      .description(
        'Replaces the data key that seals the store, and seals all rows again under the new one: a running server in the background, of a stopped server this command. The next start of the server goes on where it was interrupted.',
      ),
  )
  addExample(rotate, 'kmip store rotate-data-key').action((flags: Flags) =>
    useStoreKeys(flags, ['administrator'], io, async (store) => {
      const dataKey = await store.rotateDataKey()
      if (flags.json) printJson({ dataKey }, io)
      else printFields({ 'Data key': String(dataKey) }, io)
      await finishReseal(store, io)
    }),
  )
}

/** The commands of `kmip store` about its keys. */
export const storeKeys: Define = (command, io) => {
  for (const define of [keys, rotateDataKey, rotateMasterKey]) define(command, io)
}
