import { parseArgs } from 'node:util'
import { type Measurement, measurements } from './measurements.ts'
import type { Settings } from './settings.ts'

export interface Options {
  readonly measurements: readonly Measurement[]
  readonly settings: Settings
  /** Print rows as JSON. */
  readonly json: boolean
  /** Write rows into docs/performance.md. */
  readonly write: boolean
  /** Microseconds that a sync of the disk takes longer. */
  readonly syncDelay: number | undefined
}

export const help = `Usage: npm run bench -- [options]

Measures the server, the codec and the commands of the agent. Each figure is compared with a yardstick that is measured
in the same round; the median of the rounds counts.

Options
  --only NAMES       measurements to run, separated by commas (default: all)
  --rounds N         rounds of each comparison (default: 5)
  --seconds N        duration of one measurement (default: 1)
  --objects N        objects in the large store (default: 1000000)
  --sync-delay N     make each sync of the disk N microseconds slower
  --json             print the rows as JSON
  --write            write the rows into docs/performance.md
  --smoke            show that everything runs: small amounts, meaningless figures, "N passed, N failed"
  --help             print this text

Measurements
${measurements.map(({ name, summary }) => `  ${name.padEnd(18)} ${summary}`).join('\n')}

Examples
  npm run bench -- --only get,locate --rounds 9
  npm run bench -- --only create --sync-delay 2000
  npm run bench -- --write

Requires Linux, a C compiler and the headers of OpenSSL.`

const smokeSettings: Settings = { rounds: 1, seconds: 0.1, objects: 1_000, smoke: true }

const findMeasurement = (name: string): Measurement => {
  const found = measurements.find((each) => each.name === name)
  if (found) return found
  throw new Error(`Unknown measurement '${name}'. Known are ${measurements.map((each) => each.name).join(', ')}.`)
}

const parseNumber = (option: string, text: string): number => {
  const value = Number(text)
  if (value > 0 && Number.isFinite(value)) return value
  throw new Error(`--${option} is a number above 0, not '${text}'.`)
}

const parseInteger = (option: string, text: string): number => {
  const value = parseNumber(option, text)
  if (Number.isSafeInteger(value)) return value
  throw new Error(`--${option} is a whole number, not '${text}'.`)
}

/** Returns `help` when the command line asks for it. Throws if it is invalid. */
export const parseOptions = (args: readonly string[]): Options | 'help' => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '1' },
      objects: { type: 'string', default: '1000000' },
      'sync-delay': { type: 'string' },
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      smoke: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  if (values.smoke && values.write) throw new Error('--smoke measures nothing that is worth writing.')
  const settings = {
    rounds: parseInteger('rounds', values.rounds),
    seconds: parseNumber('seconds', values.seconds),
    objects: parseInteger('objects', values.objects),
    smoke: false,
  }
  const syncDelay = values['sync-delay']
  return {
    measurements: values.only === undefined ? measurements : values.only.split(',').map(findMeasurement),
    settings: values.smoke ? smokeSettings : settings,
    json: values.json,
    write: values.write,
    syncDelay: syncDelay === undefined ? undefined : parseInteger('sync-delay', syncDelay),
  }
}
