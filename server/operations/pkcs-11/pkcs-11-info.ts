/** Pads with spaces, without a terminator. */
const padText = (text: string, size: number): Buffer => Buffer.from(text.slice(0, size).padEnd(size), 'ascii')

const encodeVersion = (text: string): Buffer => {
  const [major = 0, minor = 0] = text.split('.').map(Number)
  return Buffer.of(major & 0xff, minor & 0xff)
}

/**
 * CK_INFO of PKCS#11 3.0 §3.1 in the encoding of the KMIP Profiles: members in order, CK_ULONG as 8 bytes, big-endian.
 * Cryptoki version, manufacturer, flags (none), library description and version.
 */
export const encodePkcs11Info = (product: { readonly name: string; readonly version: string }): Uint8Array =>
  Buffer.concat([
    encodeVersion('3.0'),
    padText(product.name, 32),
    Buffer.alloc(8),
    padText(`${product.name} server`, 32),
    encodeVersion(product.version),
  ])
