import { parseArgs } from 'node:util'
import { codecBench } from './codec.ts'

/**
 * What this package does against what a user would have otherwise, measured side by side in one run; only ratios count.
 *
 *   node bench/main.ts [--rounds 15] [--json]
 *
 * So far: the codec against JSON.parse and JSON.stringify of the same message in KMIP's JSON encoding.
 */
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' }, json: { type: 'boolean' } } })

const rows = codecBench(Number(values.rounds))
if (values.json) console.log(JSON.stringify(rows))
else
  for (const { message, bytes, direction, ratio, goal } of rows)
    console.log(
      `${direction} ${message} (${bytes} bytes): ${ratio.toFixed(2)} times JSON, goal ${goal}${ratio < goal ? ' — below' : ''}`,
    )
