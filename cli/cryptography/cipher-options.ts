import type { Command } from 'commander'
import { Option } from 'commander'
import { BlockCipherMode, type CryptographicParameters, PaddingMethod } from '../../codec/index.ts'
import { CliError } from '../cli-error.ts'
import { addConnectionOptions, type ConnectionFlags } from '../connection/connection-options.ts'
import { parseHexBytes, resolveName } from '../field-value.ts'
import { readInput, writeSecret } from '../files.ts'
import type { Io } from '../io.ts'
import { addObjectReference, type ReferenceFlags } from '../keys/object-reference.ts'

export interface CipherFlags extends ConnectionFlags, ReferenceFlags {
  readonly mode: string
  readonly padding?: string
  readonly in?: string
  readonly out?: string
  readonly force?: boolean
  readonly aad?: string
}

/** By Block Cipher Mode. */
const frames: Readonly<Record<string, readonly [iv: number, tag: number]>> = {
  GCM: [12, 16],
  CBC: [16, 0],
  CTR: [16, 0],
  ECB: [0, 0],
}

/** Bytes of the IV in front and of the tag behind. @throws CliError for a mode without a one-piece format */
export const findFrame = ({ blockCipherMode }: CryptographicParameters): readonly [iv: number, tag: number] => {
  const frame = frames[blockCipherMode ?? '']
  if (frame) return frame
  throw new CliError('usage', `${blockCipherMode} has no one-piece format`, 'Use --json; for decrypt, --iv and --tag.')
}

const readParameters = ({ mode, padding }: CipherFlags): CryptographicParameters => {
  const blockCipherMode = resolveName('--mode', mode, BlockCipherMode.entries.keys()) as BlockCipherMode
  const usual = blockCipherMode === 'CBC' || blockCipherMode === 'ECB' ? 'PKCS5' : undefined
  const paddingMethod = padding ? resolveName('--padding', padding, PaddingMethod.entries.keys()) : usual
  return {
    blockCipherMode,
    ...(paddingMethod && { paddingMethod: paddingMethod as PaddingMethod }),
    ...(blockCipherMode === 'GCM' && { tagLength: 16 }),
  }
}

/** Adds the options of `kmip encrypt` and `kmip decrypt`. */
export const addCipherOptions = (command: Command): Command =>
  addConnectionOptions(
    addObjectReference(command)
      .addOption(new Option('--mode <mode>', 'GCM, CBC, CTR, ECB').default('GCM'))
      .option('--padding <method>', 'PKCS5 (for CBC and ECB) or None')
      .option('--in <file>', 'the data (default: standard input)')
      .option('--out <file>', 'write the result here (default: standard output)')
      .option('--force', 'overwrite that file')
      .option('--aad <hex>', 'additional data that is authenticated with GCM'),
  )

/** Writes the result to its file, or to standard output. */
export const writeOutput = async (bytes: Uint8Array, flags: CipherFlags, io: Io): Promise<void> => {
  if (flags.out) await writeSecret(flags.out, bytes, flags.force)
  else io.stdout.write(bytes)
}

const readAdditionalData = ({ aad }: CipherFlags) =>
  aad === undefined ? {} : { authenticatedEncryptionAdditionalData: parseHexBytes('--aad', aad) }

/** Reads the input before a connection is opened: no server waits for someone who types. */
export const readRequest = async (flags: CipherFlags, io: Io) => ({
  cryptographicParameters: readParameters(flags),
  data: Uint8Array.from(await readInput(flags.in, io)),
  ...readAdditionalData(flags),
})
