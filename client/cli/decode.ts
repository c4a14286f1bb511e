import { Option } from 'commander'
import { tagNames } from '../../codec/index.ts'
import { CliError } from './cli-error.ts'
import { type Define, example } from './define.ts'
import { enumerationOfTag } from './enumerations.ts'
import { readInput } from './files.ts'
import { isSecretTag } from './secret-tags.ts'

interface Flags {
  readonly to: 'text' | 'xml' | 'json'
  readonly json?: boolean
  readonly reveal?: boolean
}

/** `kmip decode`. */
export const decode: Define = (command, io) => {
  example(
    command
      .description('Shows a TTLV message: bytes, or hexadecimal or base64 text of them.')
      .argument('[file]', 'the message (default: standard input)')
      .addOption(new Option('--to <spelling>', 'how to show it').choices(['text', 'xml', 'json']).default('text'))
      .option('--json', 'the same as --to json')
      .option('--reveal', 'show keys and other secrets; XML and JSON show them only then'),
    'echo 42007801000000… | kmip decode',
    'kmip decode capture.bin --to xml --reveal',
  ).action(async (file: string | undefined, flags: Flags) => {
    const to = flags.json ? 'json' : flags.to
    const { decodedMessage, spelled, ttlvBytes } = await import('./message-file.ts')
    const bytes = ttlvBytes(await readInput(file, io))
    if (to !== 'text') {
      if (!flags.reveal)
        throw new CliError(
          'usage',
          `--to ${to} shows the message whole, with its secrets`,
          'Add --reveal, or use --to text.',
        )
      io.stdout.write(`${spelled(decodedMessage(bytes), to)}\n`)
      return
    }
    const { dump } = await import('../../codec/text/dump.ts')
    const reveal = flags.reveal ?? false
    io.stdout.write(
      `${dump(bytes, { tags: tagNames, isSecret: isSecretTag, reveal, enumerationOf: enumerationOfTag }).trimEnd()}\n`,
    )
  })
}
