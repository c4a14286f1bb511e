import { createReadStream } from 'node:fs'
import { access } from 'node:fs/promises'
import { basename } from 'node:path'
import { CliError } from '../../client/cli/cli-error.ts'
import { type Define, example } from '../../client/cli/define.ts'
import { exitCodes } from '../../client/cli/exit-codes.ts'
import { explain } from '../../client/cli/explain.ts'
import { segmentContext } from './archive.ts'
import { writeWhole } from './output-file.ts'
import { opening } from './sealing.ts'
import { type SourceFlags, sourceOptions, withSource } from './source-options.ts'

/**
 * To PostgreSQL an exit code of 1 to 125 means that there is no such segment: recovery ends, and the server may promote with
 * data missing. Everything but that ends above 125, which stops recovery until it is asked for again.
 */
const fatal = 200

/** `kmip restore`. */
export const restore: Define = (command, io) => {
  example(
    sourceOptions(command, 30)
      .description(
        `PostgreSQL's restore_command: opens a sealed segment. Ends with 1 only when the archive has none of that name; with ${fatal} and more when it cannot be opened.`,
      )
      .argument('<archived>', '%f in the archive')
      .argument('<target>', '%p'),
    "restore_command = 'kmip restore /archive/%f %p'",
  ).action(async (archived: string, target: string, flags: SourceFlags) => {
    const missing = await access(archived).then(
      () => false,
      (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
    )
    if (missing) throw new CliError('failed', `${archived}: there is no such file`)
    try {
      await withSource(flags, (source) =>
        writeWhole(target, opening(source, createReadStream(archived), segmentContext(basename(archived))), true),
      )
    } catch (error) {
      const { exit, message, hint } = explain(error)
      io.stderr.write(`kmip: ${archived}: ${message}\n${hint ? `  ${hint}\n` : ''}`)
      process.exit(fatal + exitCodes[exit][0])
    }
  })
}
