/** The smallest piece worth releasing, in bytes. */
const large = 16 * 1024

/**
 * Frees the memory of a large piece at once. V8 alone collects only after 64 MiB of them, with a full garbage collection.
 * Nobody may use the bytes any more. A view into a larger buffer stays.
 */
const release = ({ buffer, byteLength }: Uint8Array): void => {
  if (byteLength >= large && byteLength === buffer.byteLength && buffer instanceof ArrayBuffer) buffer.transfer(0)
}

export const releaseMemory = (pieces: readonly Uint8Array[]): void => pieces.forEach(release)
