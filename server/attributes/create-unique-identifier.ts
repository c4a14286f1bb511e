/**
 * Creates a UUID (RFC 9562 version 7). Every client can hold its 36 characters. It starts with the current millisecond,
 * which keeps new objects together in the store's index; 74 bits are random.
 */
export const createUniqueIdentifier = (random: (size: number) => Uint8Array, now: Date): string => {
  const bytes = Buffer.alloc(16)
  bytes.writeUIntBE(now.getTime(), 0, 6)
  bytes.set(random(10), 6)
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
