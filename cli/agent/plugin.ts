import { addExample, addSubcommand, type Define } from '../define.ts'
import { type AgentFlags, addAgentOptions, useAgent } from './agent-options.ts'
import { writeOutput } from './output-file.ts'
import { openStream, sealStream } from './sealed-stream.ts'

interface Flags extends AgentFlags {
  readonly keyid: string
}

/** The context of a key of the database. */
const toContext = (keyid: string): string => `plugin ${keyid}`

/** `kmip plugin`: the interface of Fujitsu Enterprise Postgres's `custom` key management. */
export const plugin: Define = (command, io) => {
  for (const [name, summary] of [
    ['encrypt', 'seal standard input'],
    ['decrypt', 'open the output of encrypt'],
  ] as const)
    addExample(
      addAgentOptions(addSubcommand(command, name, summary)).requiredOption(
        '--keyid <name>',
        "the key-encryption key, by its name in the agent's configuration",
      ),
      `kmip plugin ${name} --keyid fujitsu`,
    ).action((flags: Flags) =>
      useAgent(flags, async (client) => {
        const { stdin, stdout } = io
        const context = toContext(flags.keyid)
        await writeOutput(
          stdout,
          name === 'encrypt' ? sealStream(client, flags.keyid, stdin, context) : openStream(client, stdin, context),
        )
      }),
    )
}
