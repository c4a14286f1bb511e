import { Option } from 'commander'
import { isSecretTag, tagNames } from '../../codec/index.ts'
import { addExample, type Define } from '../define.ts'
import { findEnumerationOfTag } from '../enumerations.ts'
import { readInput } from '../files.ts'

interface Flags {
  readonly to: 'text' | 'xml' | 'json'
  readonly json?: boolean
  readonly reveal?: boolean
}

/** `kmip decode`. */
export const decode: Define = (command, io) => {
  addExample(
    command
      .description('Shows TTLV messages: bytes, or hexadecimal or base64 text of them.')
      .argument('[file]', 'the message (default: standard input)')
      .addOption(new Option('--to <spelling>', 'how to show it').choices(['text', 'xml', 'json']).default('text'))
      .option('--json', 'the same as --to json')
      .option('--reveal', 'show keys and other secrets'),
    'echo 42007801000000… | kmip decode',
    'kmip decode capture.bin --to xml --reveal',
  ).action(async (file: string | undefined, { json, to, reveal = false }: Flags) => {
    const { formatMessages: spelled, parseTtlv: ttlvBytes } = await import('./message-file.ts')
    const bytes = ttlvBytes(await readInput(file, io))
    if (json || to !== 'text') {
      io.stdout.write(`${spelled(bytes, to === 'xml' ? 'xml' : 'json', reveal)}\n`)
      return
    }
    const { dump } = await import('../../codec/text/dump.ts')
    const text = dump(bytes, { tags: tagNames, isSecret: isSecretTag, reveal, enumerationOf: findEnumerationOfTag })
    io.stdout.write(`${text.trimEnd()}\n`)
  })
}
