import { access } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { CliError, Ended } from '../cli-error.ts'
import { addExample, type Define } from '../define.ts'
import { explain } from '../explain.ts'
import { type AgentFlags, addAgentOptions, useAgent } from './agent-options.ts'
import { toSegmentContext } from './archive.ts'
import { readFileStream } from './input.ts'
import { writeOutputFile } from './output-file.ts'
import { openStream } from './sealed-stream.ts'

const isMissing = (path: string): Promise<boolean> =>
  access(path).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  )

/** Puts the file in front of a message: messages of restore_command appear in the log of the server. */
const prefixError = (path: string, error: unknown): CliError => {
  const { exit, message, hint } = explain(error)
  return new CliError(exit, `${path}: ${message}`, hint, { cause: error })
}

/**
 * `kmip restore`. For PostgreSQL an exit code of 1 to 125 means that the archive has no such segment: recovery ends, and the server
 * may promote with data missing. Every other failure exits above 125 (`above` in the list of commands), which stops the recovery.
 */
export const restore: Define = (command, io) => {
  addExample(
    addAgentOptions(command, 30)
      .description(
        "PostgreSQL's restore_command: opens a sealed segment. Ends with 1 only when the archive has none of that name; with 200 and more when it cannot be opened.",
      )
      .argument('<archived>', '%f in the archive')
      .argument('<target>', '%p'),
    "restore_command = 'kmip restore /archive/%f %p'",
  ).action(async (archived: string, target: string, flags: AgentFlags) => {
    if (await isMissing(archived)) {
      // The archive may not be mounted.
      const folder = dirname(archived)
      if (await isMissing(folder)) throw new CliError('usage', `${folder}: there is no such folder`)
      io.stderr.write(`kmip: ${archived}: there is no such file\n`)
      throw new Ended(1)
    }
    try {
      await useAgent(flags, (client) =>
        writeOutputFile(
          target,
          openStream(client, readFileStream(archived), toSegmentContext(basename(archived))),
          true,
        ),
      )
    } catch (error) {
      throw prefixError(archived, error)
    }
  })
}
