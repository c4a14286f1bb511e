import { open } from 'node:fs/promises'
import { decodeHeader } from '../../agent/envelope/header.ts'
import { decodeWrappedKey, type WrappedKey } from '../../agent/envelope/wrapped-key.ts'
import { AgentError } from '../../agent/interface/agent-error.ts'

/** Bytes; longer than any header. */
const beginningSize = 68 * 1024

const readBeginning = async (file: string): Promise<Buffer> => {
  await using handle = await open(file)
  const bytes = Buffer.alloc(beginningSize)
  let size = 0
  for (;;) {
    const { bytesRead } = await handle.read(bytes, size, bytes.length - size)
    size += bytesRead
    if (bytesRead === 0) return bytes.subarray(0, size)
  }
}

const isEnvelope = (bytes: Buffer): boolean => bytes.subarray(0, 8).toString('latin1') === 'KMIPSEAL'

/**
 * Reads from a sealed file, or an output of `kmip wrap`, which key wrapped its data key.
 * @throws AgentError when the file is neither
 */
export const readSealingKey = async (file: string): Promise<Pick<WrappedKey, 'key' | 'uniqueIdentifier'>> => {
  const bytes = await readBeginning(file)
  try {
    return decodeWrappedKey(isEnvelope(bytes) ? (decodeHeader(bytes)?.header.wrappedKey ?? Buffer.of()) : bytes)
  } catch (error) {
    throw new AgentError('badRequest', `${file} is not a sealed file and not an output of kmip wrap.`, undefined, {
      cause: error,
    })
  }
}
