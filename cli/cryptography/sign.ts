import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import {
  type CryptographicParameters,
  HashingAlgorithm,
  type HashingAlgorithm as HashingAlgorithmId,
  PaddingMethod,
  type PaddingMethod as PaddingMethodId,
} from '../../codec/index.ts'
import { CliError } from '../cli-error.ts'
import { addConnectionOptions, type ConnectionFlags, withClient } from '../connection/connection-options.ts'
import { addExample, type Define } from '../define.ts'
import { resolveName } from '../field-value.ts'
import { readInput } from '../files.ts'
import { printJson } from '../json-value.ts'
import { addObjectReference, type ReferenceFlags, resolveIdentifier } from '../keys/object-reference.ts'
import { isLast, sendInParts } from './data-parts.ts'
import { addOutputOptions, type OutputFlags, writeDigest } from './digest-output.ts'

interface Flags extends ConnectionFlags, ReferenceFlags, OutputFlags {
  readonly hash?: string
  readonly padding?: string
  readonly digest?: boolean
  readonly in?: string
}

const addCommonOptions = (command: Command): Command =>
  addConnectionOptions(
    addObjectReference(command)
      .option('--hash <algorithm>', 'SHA_256, SHA3_512 … (default: that of the key’s Cryptographic Parameters)')
      .option('--padding <method>', 'of RSA: PSS or PKCS1V1_5')
      .option('--digest', 'the input is the digest of the data')
      .option('--in <file>', 'the data (default: standard input)'),
  )

const readParameters = ({ hash, padding }: Flags): { cryptographicParameters?: CryptographicParameters } => {
  if (hash === undefined && padding === undefined) return {}
  const name = hash && (resolveName('--hash', hash, HashingAlgorithm.entries.keys()) as HashingAlgorithmId)
  const method = padding && (resolveName('--padding', padding, PaddingMethod.entries.keys()) as PaddingMethodId)
  return {
    cryptographicParameters: { ...(name && { hashingAlgorithm: name }), ...(method && { paddingMethod: method }) },
  }
}

/** `kmip sign`. */
export const sign: Define = (command, io) => {
  addOutputOptions(
    addCommonOptions(command.description('Signs data, or its digest, with a private key that stays in the server.')),
  )
  addExample(command, 'kmip sign --name release --hash SHA_256 --in app.tar --out app.tar.sig').action(
    async (id: string | undefined, flags: Flags) => {
      const [parameters, input] = [readParameters(flags), Uint8Array.from(await readInput(flags.in, io))]
      const answer = await withClient(flags, io, async (client) => {
        const request = { uniqueIdentifier: await resolveIdentifier(client, id, flags), ...parameters }
        if (flags.digest) return client.sign({ ...request, digestedData: input })
        return sendInParts(input, (part) => client.sign({ ...request, ...part }))
      })
      if (flags.json) printJson(answer, io)
      else await writeDigest(answer.signatureData, flags, io)
    },
  )
}

/** `kmip verify`. */
export const verify: Define = (command, io) => {
  addCommonOptions(
    command.description('Verifies a signature with a public key or certificate in the server.'),
  ).requiredOption('--signature <file>', 'the signature, as `kmip sign --out` writes it')
  addExample(command, 'kmip verify --name release-public --hash SHA_256 --in app.tar --signature app.tar.sig').action(
    async (id: string | undefined, flags: Flags & { readonly signature: string }) => {
      const parameters = readParameters(flags)
      const signatureData = Uint8Array.from(await readFile(flags.signature))
      const input = Uint8Array.from(await readInput(flags.in, io))
      const answer = await withClient(flags, io, async (client) => {
        const request = { uniqueIdentifier: await resolveIdentifier(client, id, flags), ...parameters }
        if (flags.digest) return client.signatureVerify({ ...request, digestedData: input, signatureData })
        return sendInParts(input, (part) =>
          client.signatureVerify({ ...request, ...part, ...(isLast(part) && { signatureData }) }),
        )
      })
      if (flags.json) printJson(answer, io)
      if (answer.validityIndicator !== 'Valid') throw new CliError('failed', 'the signature is not valid')
      if (!flags.json) io.stdout.write('Valid\n')
    },
  )
}
