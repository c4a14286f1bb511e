/** A random UUID (RFC 9562 version 4): 36 characters, which every client can hold (libkmip keeps 32 of at most 127 bytes). */
export const newUniqueIdentifier = (random: (size: number) => Uint8Array): string => {
  const bytes = Uint8Array.from(random(16))
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  const hex = Buffer.from(bytes).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
