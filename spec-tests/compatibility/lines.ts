/** A structure in the lines of `item-lines.ts`: its tag, and what is in it two blanks deeper. */
export const nest = (tag: string, ...inside: readonly (readonly string[])[]): string[] => [
  tag,
  ...inside.flat().map((line) => `  ${line}`),
]

export const text = (tag: string, value: string): string[] => [`${tag} TextString ${JSON.stringify(value)}`]
export const integer = (tag: string, value: number): string[] => [`${tag} Integer ${value}`]
export const bytes = (tag: string, hex: string): string[] => [`${tag} ByteString ${hex}`]
export const enumeration = (tag: string, value: number): string[] => [
  `${tag} Enumeration 0x${value.toString(16).padStart(8, '0')}`,
]
export const uniqueIdentifier = (id: string): string[] => text('UniqueIdentifier', id)

/** An attribute as 1.x has it; `value` is an item called Attribute Value. */
export const attribute = (name: string, value: readonly string[], index?: number): string[] =>
  nest('Attribute', text('AttributeName', name), index === undefined ? [] : integer('AttributeIndex', index), value)

export const nameAttribute = (name: string, index?: number): string[] =>
  attribute('Name', nest('AttributeValue', text('NameValue', name), enumeration('NameType', 1)), index)

/** Numbers of the standard (KMIP 1.4 §9.1.3.2) that the requests here need. */
export const objectTypes = { certificate: 1, symmetricKey: 2, secretData: 7, opaqueObject: 8 } as const
export const algorithms = { aes: 3, rsa: 4 } as const
export const usage = { encrypt: 4, decrypt: 8 } as const

/** Cryptographic Algorithm, Length and Usage Mask of an AES key of 256 bits. */
export const aes256 = (index?: number): string[] => [
  ...attribute('Cryptographic Algorithm', enumeration('AttributeValue', algorithms.aes), index),
  ...attribute('Cryptographic Length', integer('AttributeValue', 256), index),
  ...attribute('Cryptographic Usage Mask', integer('AttributeValue', usage.encrypt | usage.decrypt), index),
]

/** Request payload of Create. */
export const createKey = (...attributes: readonly (readonly string[])[]): string[] => [
  ...enumeration('ObjectType', objectTypes.symmetricKey),
  ...nest('TemplateAttribute', aes256(), ...attributes),
]

/** Request payload of Register: a raw AES key of 32 bytes. */
export const registerKey = (
  attributes: readonly string[] = aes256(),
  keyCompressionType: readonly string[] = [],
): string[] => [
  ...enumeration('ObjectType', objectTypes.symmetricKey),
  ...nest('TemplateAttribute', attributes),
  ...nest(
    'SymmetricKey',
    nest(
      'KeyBlock',
      enumeration('KeyFormatType', 1),
      keyCompressionType,
      nest('KeyValue', bytes('KeyMaterial', '5a'.repeat(32))),
      enumeration('CryptographicAlgorithm', algorithms.aes),
      integer('CryptographicLength', 256),
    ),
  ),
]

/** Request payload of Revoke, for no particular reason. */
export const revocation = (id: string): string[] => [
  ...uniqueIdentifier(id),
  ...nest('RevocationReason', enumeration('RevocationReasonCode', 1)),
]
