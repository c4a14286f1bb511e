import { addExample, type Define } from '../define.ts'
import { type AgentFlags, addAgentOptions, useAgent } from './agent-options.ts'
import { readFileStream } from './input.ts'
import { writeOutputFile } from './output-file.ts'
import { resealStream } from './sealed-stream.ts'

/** `kmip reseal`. */
export const reseal: Define = (command, io) => {
  addExample(
    addAgentOptions(command)
      .description('Wraps the data keys of sealed files with the key in use now. The data stays as it is.')
      .argument('<file...>', 'sealed files; each is replaced when the new file is complete and on the disk'),
    'kmip reseal /archive/*',
  ).action((files: string[], flags: AgentFlags) =>
    useAgent(flags, async (client) => {
      for (const file of files) {
        await writeOutputFile(file, resealStream(client, readFileStream(file)), true)
        io.stderr.write(`${file}\n`)
      }
    }),
  )
}
