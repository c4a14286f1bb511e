import { addExample, type Define } from '../define.ts'
import { useAgent } from './agent-options.ts'
import { openInput } from './input.ts'
import { addStreamOptions, type StreamFlags, writeResult } from './seal.ts'
import { openStream } from './sealed-stream.ts'

/** `kmip open`. */
export const open: Define = (command, io) => {
  addExample(
    addStreamOptions(command).description(
      'Opens sealed data. With --out the file appears only when all data is authenticated. Standard output gets the data piece by piece: check the exit code before you use it.',
    ),
    'kmip open --in orders.sealed | psql orders',
    'kmip open --context "orders 2030" --in orders.sealed --out orders.dump',
  ).action((flags: StreamFlags) =>
    useAgent(flags, (client) => writeResult(flags, openStream(client, openInput(flags, io), flags.context), io)),
  )
}
