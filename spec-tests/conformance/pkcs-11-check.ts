/** CK_INFO: two bytes of version, 32 of manufacturer, 8 of flags, 32 of description, two of version. */
const form = /^0[23][0-9a-f]{2}((?:[0-9a-f]{2}){32})(0{16})((?:[0-9a-f]{2}){32})[0-9a-f]{4}$/

/** Printable, and padded with spaces or ended by zero bytes (the case has both). */
const isText = (hex: string): boolean => /^[\x21-\x7e][\x20-\x7e]*\0*$/.test(Buffer.from(hex, 'hex').toString('latin1'))

/** What is wrong with a server's answer to C_GetInfo, in hexadecimal: who it is, is its own. */
export const findInfoProblem = (expected: string, actual: string): string | undefined => {
  if (expected.length !== actual.length) return `${actual.length / 2} bytes, expected ${expected.length / 2}`
  const [, manufacturer = '', , description = ''] = form.exec(actual.toLowerCase()) ?? []
  return isText(manufacturer) && isText(description) ? undefined : `${actual} is no CK_INFO`
}
