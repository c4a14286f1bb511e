import { addExample, addSubcommand, type Define } from '../define.ts'
import { writeAll } from './output-file.ts'
import { opening, sealing } from './sealing.ts'
import { type SourceFlags, sourceOptions, withSource } from './source-options.ts'

interface Flags extends SourceFlags {
  readonly keyid: string
}

/** What a key of the database is sealed for. */
const contextOf = (keyid: string): string => `plugin ${keyid}`

/** `kmip plugin`: the interface of Fujitsu Enterprise Postgres's `custom` key management. */
export const plugin: Define = (command, io) => {
  for (const [name, summary] of [
    ['encrypt', 'seal what comes on standard input'],
    ['decrypt', 'open what encrypt has made'],
  ] as const)
    addExample(
      sourceOptions(addSubcommand(command, name, summary)).requiredOption(
        '--keyid <name>',
        "the key-encryption key, by its name in the agent's configuration",
      ),
      `kmip plugin ${name} --keyid fujitsu`,
    ).action((flags: Flags) =>
      withSource(flags, async (source) => {
        const { stdin, stdout } = io
        const context = contextOf(flags.keyid)
        await writeAll(
          stdout,
          name === 'encrypt' ? sealing(source, flags.keyid, stdin, context) : opening(source, stdin, context),
        )
      }),
    )
}
