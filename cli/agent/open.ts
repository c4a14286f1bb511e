import { addExample, type Define } from '../define.ts'
import { useAgent } from './agent-options.ts'
import { openInput } from './input.ts'
import { addStreamOptions, type StreamFlags, writeResult } from './seal.ts'
import { openStream } from './sealed-stream.ts'

/** `kmip open`. */
export const open: Define = (command, io) => {
  addExample(
    addStreamOptions(command).description(
      'Opens sealed data. With --out nothing is there before all of it has been authenticated; standard output gets pieces as they come, so heed the exit code.',
    ),
    'kmip open --in orders.sealed | psql orders',
    'kmip open --context "orders 2030" --in orders.sealed --out orders.dump',
  ).action((flags: StreamFlags) =>
    useAgent(flags, (client) => writeResult(flags, openStream(client, openInput(flags, io), flags.context), io)),
  )
}
