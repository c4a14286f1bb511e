import { access } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { CliError, Ended } from '../cli-error.ts'
import { addExample, type Define } from '../define.ts'
import { explain } from '../explain.ts'
import { segmentContext } from './archive.ts'
import { readFrom } from './input.ts'
import { writeWhole } from './output-file.ts'
import { opening } from './sealing.ts'
import { type SourceFlags, sourceOptions, withSource } from './source-options.ts'

const isMissing = (path: string): Promise<boolean> =>
  access(path).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  )

/** Names the file, as the messages of restore_command stand in the log of the server. */
const about = (path: string, error: unknown): CliError => {
  const { exit, message, hint } = explain(error)
  return new CliError(exit, `${path}: ${message}`, hint, { cause: error })
}

/**
 * `kmip restore`. To PostgreSQL an exit code of 1 to 125 means that there is no such segment: recovery ends, and the server may
 * promote with data missing. Everything but that ends above 125 (`above` in the list of commands), which stops recovery until
 * it is asked for again.
 */
export const restore: Define = (command, io) => {
  addExample(
    sourceOptions(command, 30)
      .description(
        "PostgreSQL's restore_command: opens a sealed segment. Ends with 1 only when the archive has none of that name; with 200 and more when it cannot be opened.",
      )
      .argument('<archived>', '%f in the archive')
      .argument('<target>', '%p'),
    "restore_command = 'kmip restore /archive/%f %p'",
  ).action(async (archived: string, target: string, flags: SourceFlags) => {
    if (await isMissing(archived)) {
      // An archive that is not mounted says nothing about what is in it.
      const folder = dirname(archived)
      if (await isMissing(folder)) throw new CliError('usage', `${folder}: there is no such folder`)
      io.stderr.write(`kmip: ${archived}: there is no such file\n`)
      throw new Ended(1)
    }
    try {
      await withSource(flags, (source) =>
        writeWhole(target, opening(source, readFrom(archived), segmentContext(basename(archived))), true),
      )
    } catch (error) {
      throw about(archived, error)
    }
  })
}
