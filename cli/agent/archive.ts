import { createHash } from 'node:crypto'
import { access } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { KeySource } from '../../agent/interface/client.ts'
import { CliError } from '../cli-error.ts'
import { addExample, type Define } from '../define.ts'
import { readFrom } from './input.ts'
import { writeWhole } from './output-file.ts'
import { opening, sealing } from './sealing.ts'
import { type SourceFlags, sourceOptions, withSource } from './source-options.ts'

/** What a segment is sealed for: under another name it does not open. */
export const segmentContext = (name: string): string => `wal ${name}`

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

const hashBytes = async (source: AsyncIterable<Uint8Array>): Promise<string> => {
  const hash = createHash('sha256')
  for await (const bytes of source) hash.update(bytes)
  return hash.digest('hex')
}

/** A server that crashed behind a success asks for the same once more: that is well if it is the same. */
const requireSame = async (source: KeySource, segment: string, archived: string): Promise<void> => {
  const opened = opening(source, readFrom(archived), segmentContext(basename(segment)))
  if ((await hashBytes(opened)) === (await hashBytes(readFrom(segment)))) return
  throw new CliError(
    'failed',
    `${archived} exists and holds something else`,
    'Does another server archive to this folder?',
  )
}

/** `kmip archive`. */
export const archive: Define = (command) => {
  addExample(
    sourceOptions(command)
      .description(
        "PostgreSQL's archive_command: seals a segment of the write-ahead log into a folder. It is on the disk when this succeeds; a file that is there is never overwritten.",
      )
      .requiredOption('--key <name>', "the key-encryption key, by its name in the agent's configuration")
      .argument('<segment>', '%p: path of the segment')
      .argument('<folder>', 'the archive'),
    "archive_command = 'kmip archive --key wal %p /archive'",
  ).action((segment: string, folder: string, flags: SourceFlags & { readonly key: string }) =>
    withSource(flags, async (source) => {
      const archived = join(folder, basename(segment))
      if (await exists(archived)) return requireSame(source, segment, archived)
      const sealed = sealing(source, flags.key, readFrom(segment), segmentContext(basename(segment)))
      return writeWhole(archived, sealed, false)
    }),
  )
}
