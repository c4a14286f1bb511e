import { createHash } from 'node:crypto'
import { access } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { AgentClient } from '../../agent/interface/client.ts'
import { CliError } from '../cli-error.ts'
import { addExample, type Define } from '../define.ts'
import { type AgentFlags, addAgentOptions, useAgent } from './agent-options.ts'
import { readFileStream } from './input.ts'
import { writeOutputFile } from './output-file.ts'
import { openStream, sealStream } from './sealed-stream.ts'

/** The context of a segment: it opens only under its name. */
export const toSegmentContext = (name: string): string => `wal ${name}`

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

const hashBytes = async (client: AsyncIterable<Uint8Array>): Promise<string> => {
  const hash = createHash('sha256')
  for await (const bytes of client) hash.update(bytes)
  return hash.digest('hex')
}

/** PostgreSQL archives a segment again after a crash: that succeeds when the content is the same. */
const requireSame = async (client: AgentClient, segment: string, archived: string): Promise<void> => {
  const opened = openStream(client, readFileStream(archived), toSegmentContext(basename(segment)))
  if ((await hashBytes(opened)) === (await hashBytes(readFileStream(segment)))) return
  throw new CliError(
    'failed',
    `${archived} exists with other content`,
    'Check whether another server archives to this folder.',
  )
}

/** `kmip archive`. */
export const archive: Define = (command) => {
  addExample(
    addAgentOptions(command)
      .description(
        "PostgreSQL's archive_command: seals a segment of the write-ahead log into a folder. On success the file is on the disk. Never overwrites a file.",
      )
      .requiredOption('--key <name>', "the key-encryption key, by its name in the agent's configuration")
      .argument('<segment>', '%p: path of the segment')
      .argument('<folder>', 'the archive'),
    "archive_command = 'kmip archive --key wal %p /archive'",
  ).action((segment: string, folder: string, flags: AgentFlags & { readonly key: string }) =>
    useAgent(flags, async (client) => {
      const archived = join(folder, basename(segment))
      if (await exists(archived)) return requireSame(client, segment, archived)
      const sealed = sealStream(client, flags.key, readFileStream(segment), toSegmentContext(basename(segment)))
      return writeOutputFile(archived, sealed, false)
    }),
  )
}
