import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { CryptoError } from '../crypto-error.ts'
import { createGf256, createGf65536 } from './finite-field.ts'
import { joinSecret, type Part } from './join-secret.ts'
import { choosePrime, splitSecret } from './split-secret.ts'
import type { Splitting } from './splitting.ts'

const hex = (text: string) => Buffer.from(text, 'hex')
const random = (size: number) => randomBytes(size)
const parted = (shares: readonly Uint8Array[]): Part[] =>
  shares.map((bytes, at) => ({ keyPartIdentifier: at + 1, bytes }))

/** Some of a list, in any order. */
const someOf = <T>(list: readonly T[], least: number) =>
  fc.shuffledSubarray([...list], { minLength: least, maxLength: list.length })

describe('secret sharing (KMIP 1.4 §2.2.5, 2.1 §13.1)', () => {
  // FIPS 197 §4.2: {57} · {83} = {c1}, {57} · {13} = {fe}.
  it('multiplies in the field of FIPS 197', () => {
    expect(createGf256(283).multiply(0x57, 0x83)).to.equal(0xc1)
    expect(createGf256(283).multiply(0x57, 0x13)).to.equal(0xfe)
  })

  for (const polynomial of [283, 285] as const)
    it(`has fields of 2^8 and 2^16 elements with polynomial ${polynomial}`, () => {
      for (const [field, size] of [
        [createGf256(polynomial), 256],
        [createGf65536(polynomial), 65_536],
      ] as const) {
        for (let a = 1; a < size; a += size === 256 ? 1 : 97)
          expect(field.multiply(a, field.invert(a)), `${a}`).to.equal(1)
        const element = fc.nat({ max: size - 1 })
        fc.assert(
          fc.property(element, element, element, (a, b, c) => {
            expect(field.multiply(a, b)).to.equal(field.multiply(b, a))
            expect(field.multiply(a, field.multiply(b, c))).to.equal(field.multiply(field.multiply(a, b), c))
            expect(field.multiply(a, b ^ c)).to.equal(field.multiply(a, b) ^ field.multiply(a, c))
          }),
        )
      }
    })

  // TC-SJ-2-12 and TC-SJ-3-12: 2 of 4 in GF(2^8).
  it('joins the shares that OASIS published', () => {
    const shares = parted(
      [
        '66C46A7754F94DE420C7B1A7FFF5EC56',
        'CF93D1E2A7E593CD5B8D6247F4E5D49C',
        'A855B891F61AD9217240D8EC061E37DA',
        '803DBAD55CDD329FAD19D99AE2C5A415',
      ].map(hex),
    )
    const splitting = {
      splitKeyMethod: 'PolynomialSharingGF2_8',
      splitKeyParts: 4,
      splitKeyThreshold: 2,
      polynomial: 285,
    } as const
    fc.assert(
      fc.property(someOf(shares, 2), (some) => {
        expect(Buffer.from(joinSecret(some, splitting)).toString('hex')).to.equal('0102030405060708090a0b0c0d0e0f10')
      }),
    )
  })

  // TC-SJ-4-12.
  it('joins the XOR shares that OASIS published', () => {
    const shares = parted(
      [
        'd4b92c299199298e30dee13b967e6dda',
        '35ea4f615686230c7b11538693674e89',
        '3478ddd2e1f89f2005011d26d9fff37c',
        'd429bd9e23e192aa47c4a497d1e8df3f',
      ].map(hex),
    )
    const splitting = { splitKeyMethod: 'XOR', splitKeyParts: 4, splitKeyThreshold: 4, polynomial: 285 } as const
    expect(Buffer.from(joinSecret(shares, splitting)).toString('hex')).to.equal('0102030405060708090a0b0c0d0e0f10')
  })

  const methods: readonly (readonly [string, Partial<Splitting>])[] = [
    ['XOR', {}],
    ['PolynomialSharingGF2_8', {}],
    ['PolynomialSharingGF2_16', { polynomial: 283 }],
    ['PolynomialSharingGF2_16', { polynomial: 285 }],
    ['PolynomialSharingPrimeField', { primeFieldSize: (1n << 521n) - 1n }],
    // 2^255 - 19 is a prime (RFC 7748 §4.1).
    ['PolynomialSharingPrimeField', { primeFieldSize: (1n << 255n) - 19n }],
  ]
  const arbitrary = fc.integer({ min: 2, max: 9 }).chain((splitKeyParts) =>
    fc.record({
      splitKeyParts: fc.constant(splitKeyParts),
      splitKeyThreshold: fc.integer({ min: 2, max: splitKeyParts }),
      secret: fc.uint8Array({ minLength: 1, maxLength: 15 }).map((half) => Uint8Array.from([...half, ...half])),
    }),
  )
  for (const [splitKeyMethod, more] of methods) {
    const splittingOf = ({
      splitKeyParts,
      splitKeyThreshold,
    }: {
      splitKeyParts: number
      splitKeyThreshold: number
    }): Splitting => ({
      splitKeyMethod,
      splitKeyParts,
      splitKeyThreshold: splitKeyMethod === 'XOR' ? splitKeyParts : splitKeyThreshold,
      polynomial: 285,
      ...more,
    })

    it(`${splitKeyMethod} ${Object.values(more)}: enough shares give the secret, whichever they are; fewer are refused`, () => {
      fc.assert(
        fc.property(
          arbitrary.chain((given) => {
            const splitting = splittingOf(given)
            const shares = parted(splitSecret(given.secret, splitting, random))
            return fc.tuple(fc.constant({ ...given, splitting, shares }), someOf(shares, splitting.splitKeyThreshold))
          }),
          ([{ secret, splitting, shares }, some]) => {
            expect(Buffer.from(joinSecret(some, splitting, secret.length)).toString('hex')).to.equal(
              Buffer.from(secret).toString('hex'),
            )
            const few = shares.slice(0, splitting.splitKeyThreshold - 1)
            expect(() => joinSecret(few, splitting)).to.throw(CryptoError, 'The key needs')
          },
        ),
        { numRuns: 40 },
      )
    })

    if (splitKeyMethod === 'PolynomialSharingPrimeField') continue
    // A share that tells something of the secret would not look even: each value of a byte is as likely as any other.
    it(`${splitKeyMethod} ${Object.values(more)}: threshold - 1 shares fit every secret`, () => {
      const splitting = splittingOf({ splitKeyParts: 3, splitKeyThreshold: 2 })
      const seen = new Set<number>()
      for (let i = 0; i < 4000 && seen.size < 256; i++)
        seen.add(splitSecret(Uint8Array.of(7, 7), splitting, random)[1]?.[0] as number)
      expect(seen.size).to.equal(256)
    })
  }

  it('notices a share that is not of the others, when there are more than needed', () => {
    for (const [splitKeyMethod, more] of methods.slice(1)) {
      const splitting: Splitting = { splitKeyMethod, splitKeyParts: 5, splitKeyThreshold: 3, polynomial: 285, ...more }
      const shares = parted(splitSecret(hex('00112233445566778899'), splitting, random))
      const [first, ...others] = shares as [Part, ...Part[]]
      const bytes = Uint8Array.from(first.bytes)
      bytes[bytes.length - 1] = (bytes[bytes.length - 1] as number) ^ 1
      expect(() => joinSecret([{ ...first, bytes }, ...others], splitting)).to.throw(CryptoError, 'belong to one key')
    }
  })

  const base: Splitting = {
    splitKeyMethod: 'PolynomialSharingGF2_8',
    splitKeyParts: 3,
    splitKeyThreshold: 2,
    polynomial: 285,
  }
  const refusedSplits: [string, Partial<Splitting>, number][] = [
    ['one part', { splitKeyParts: 1, splitKeyThreshold: 1 }, 16],
    ['a threshold of one', { splitKeyThreshold: 1 }, 16],
    ['a threshold above the parts', { splitKeyThreshold: 4 }, 16],
    ['XOR with a threshold', { splitKeyMethod: 'XOR' }, 16],
    ['more parts than there are bytes', { splitKeyParts: 256 }, 16],
    ['more parts than are made', { splitKeyMethod: 'PolynomialSharingGF2_16', splitKeyParts: 1001 }, 16],
    ['an odd number of bytes in GF(2^16)', { splitKeyMethod: 'PolynomialSharingGF2_16' }, 15],
    ['no secret', {}, 0],
    ['too much work', { splitKeyParts: 255, splitKeyThreshold: 255 }, 100],
    ['a method of others', { splitKeyMethod: '0x80000001' }, 16],
  ]
  for (const [what, more, length] of refusedSplits)
    it(`refuses ${what}`, () => {
      expect(() => splitSecret(Buffer.alloc(length, 1), { ...base, ...more }, random)).to.throw(CryptoError)
    })

  // Each of these would block the event loop for seconds or minutes if its work were not bounded.
  it('does its longest work in a moment, and refuses what is longer', () => {
    const prime = (1n << 11_213n) - 1n
    for (const [splitKeyMethod, splitKeyParts, splitKeyThreshold, length, primeFieldSize] of [
      ['PolynomialSharingGF2_8', 255, 120, 32, undefined],
      ['PolynomialSharingGF2_16', 500, 500, 4, undefined],
      ['PolynomialSharingPrimeField', 26, 26, 1, prime],
    ] as const) {
      const splitting: Splitting = { splitKeyMethod, splitKeyParts, splitKeyThreshold, primeFieldSize, polynomial: 285 }
      const secret = Buffer.alloc(length, 5)
      const start = performance.now()
      const shares = parted(splitSecret(secret, splitting, random))
      expect(Buffer.from(joinSecret(shares, splitting, length)).equals(secret)).to.equal(true)
      expect(performance.now() - start).to.be.lessThan(10_000)
      const wider = { ...splitting, splitKeyParts: 1000, splitKeyThreshold: 1000 }
      if (splitKeyMethod !== 'PolynomialSharingGF2_8')
        expect(() => splitSecret(Buffer.alloc(100), wider, random)).to.throw(CryptoError, 'too long')
    }
    const lie: Splitting = {
      splitKeyMethod: 'PolynomialSharingPrimeField',
      splitKeyParts: 1000,
      splitKeyThreshold: 1000,
      primeFieldSize: prime,
      polynomial: 285,
    }
    const tiny = Array.from({ length: 1000 }, (_, at) => ({ keyPartIdentifier: at + 1, bytes: Uint8Array.of(1) }))
    expect(() => joinSecret(tiny, lie)).to.throw(CryptoError, 'too long')
  })

  it('refuses shares of two lengths, and one share twice', () => {
    const shares = parted(splitSecret(Buffer.alloc(16, 1), base, random))
    expect(() => joinSecret([shares[0] as Part, shares[0] as Part], base)).to.throw(CryptoError, 'twice')
    const short = { keyPartIdentifier: 2, bytes: Buffer.alloc(15) }
    expect(() => joinSecret([shares[0] as Part, short], base)).to.throw(CryptoError, 'different lengths')
  })

  it('chooses a prime, and takes only primes that are large enough', async () => {
    expect(await choosePrime(undefined, 32)).to.equal((1n << 521n) - 1n)
    expect(await choosePrime((1n << 255n) - 19n, 31)).to.equal((1n << 255n) - 19n)
    for (const [prime, length] of [
      [(1n << 255n) - 19n, 32],
      [(1n << 521n) - 3n, 32],
      [1n << 20_000n, 32],
      [undefined, 2000],
    ] as const)
      expect(await choosePrime(prime, length).catch((error: unknown) => error)).to.be.instanceOf(CryptoError)
  })
})
