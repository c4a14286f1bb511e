import { open } from 'node:fs/promises'
import { decodeHeader } from '../../agent/envelope/header.ts'
import { decodeWrappedKey, type WrappedKey } from '../../agent/envelope/wrapped-key.ts'
import { AgentError } from '../../agent/interface/agent-error.ts'

/** More than the header of any envelope has. */
const enough = 68 * 1024

const readBeginning = async (file: string): Promise<Buffer> => {
  await using handle = await open(file)
  const bytes = Buffer.alloc(enough)
  let size = 0
  for (;;) {
    const { bytesRead } = await handle.read(bytes, size, bytes.length - size)
    size += bytesRead
    if (bytesRead === 0) return bytes.subarray(0, size)
  }
}

const isEnvelope = (bytes: Buffer): boolean => bytes.subarray(0, 8).toString('latin1') === 'KMIPSEAL'

/**
 * Which key opens a sealed file, or one that `kmip wrap` wrote, as it says itself. Nobody is asked for it.
 * @throws AgentError when it is neither
 */
export const readSealingKey = async (file: string): Promise<Pick<WrappedKey, 'key' | 'uniqueIdentifier'>> => {
  const bytes = await readBeginning(file)
  try {
    return decodeWrappedKey(isEnvelope(bytes) ? (decodeHeader(bytes)?.header.wrappedKey ?? Buffer.of()) : bytes)
  } catch (error) {
    throw new AgentError('badRequest', `${file} is no sealed file, nor one that kmip wrap wrote.`, undefined, {
      cause: error,
    })
  }
}
