/** What `openssl pkey -text` says of a key: the numbers and strings of bytes by their labels. */
export const readKeyText = (text: string): ReadonlyMap<string, Uint8Array> => {
  const found = new Map<string, Uint8Array>()
  for (const [, label = '', value = ''] of text.matchAll(/^(\w[\w -]*):\s*\n((?:\s+[0-9a-f:]+\n)+)/gim))
    found.set(label, Uint8Array.from(Buffer.from(value.replaceAll(/[\s:]/g, ''), 'hex')))
  const [, exponent] = /^(?:publicExponent|Exponent): \d+ \(0x([0-9a-f]+)\)/m.exec(text) ?? []
  if (exponent) found.set('publicExponent', Uint8Array.from(Buffer.from(exponent.padStart(8, '0'), 'hex')))
  return found
}
