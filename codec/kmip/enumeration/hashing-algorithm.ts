import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration(
  'Hashing Algorithm',
  {
    MD2: 0x01,
    MD4: 0x02,
    MD5: 0x03,
    SHA_1: 0x04,
    SHA_224: 0x05,
    SHA_256: 0x06,
    SHA_384: 0x07,
    SHA_512: 0x08,
    RIPEMD_160: 0x09,
    Tiger: 0x0a,
    Whirlpool: 0x0b,
    SHA_512_224: [0x0c, '1.2'],
    SHA_512_256: [0x0d, '1.2'],
    SHA3_224: [0x0e, '1.4'],
    SHA3_256: [0x0f, '1.4'],
    SHA3_384: [0x10, '1.4'],
    SHA3_512: [0x11, '1.4'],
  },
  { SHA_3_224: 'SHA3_224', SHA_3_256: 'SHA3_256', SHA_3_384: 'SHA3_384', SHA_3_512: 'SHA3_512' },
)

/** Hashing Algorithm. KMIP 1.4 §9.1.3.2.16, 2.1 §11.21. */
export type HashingAlgorithm = NamesOf<typeof names>
export const HashingAlgorithm: Enumeration<Exclude<HashingAlgorithm, `0x${string}`>> = names
