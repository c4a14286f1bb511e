/** The bytes of a text in the Base 64 of RFC 4648 §4; `undefined` for one that an encoder would have written otherwise. */
export const decodeBase64 = (text: string): Buffer | undefined => {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}
