import { addExample, type Define } from '../define.ts'
import { inputOf } from './input.ts'
import { put, type StreamFlags, streamOptions } from './seal.ts'
import { opening } from './sealing.ts'
import { withSource } from './source-options.ts'

/** `kmip open`. */
export const open: Define = (command, io) => {
  addExample(
    streamOptions(command).description(
      'Opens sealed data. With --out nothing is there before all of it has been authenticated; standard output gets pieces as they come, so heed the exit code.',
    ),
    'kmip open --in orders.sealed | psql orders',
    'kmip open --context "orders 2030" --in orders.sealed --out orders.dump',
  ).action((flags: StreamFlags) =>
    withSource(flags, (source) => put(flags, opening(source, inputOf(flags, io), flags.context), io)),
  )
}
