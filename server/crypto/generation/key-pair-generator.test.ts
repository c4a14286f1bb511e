import { createPublicKey } from 'node:crypto'
import { expect } from 'chai'
import { describeKey } from '../../../codec/key/index.ts'
import { createSerialQueue } from '../../../concurrency/serial-queue.ts'
import { CryptoError } from '../crypto-error.ts'
import { createKeyPairGenerator } from './key-pair-generator.ts'

describe('createKeyPairGenerator', () => {
  const asked: [string, number | string | undefined, object][] = [
    ['RSA', 1024, { cryptographicAlgorithm: 'RSA', cryptographicLength: 1024 }],
    ['RSA', 2048, { cryptographicAlgorithm: 'RSA', cryptographicLength: 2048 }],
    ['EC', 'P_256', { cryptographicAlgorithm: 'EC', cryptographicLength: 256, recommendedCurve: 'P_256' }],
    ['ECDSA', 384, { cryptographicAlgorithm: 'EC', cryptographicLength: 384, recommendedCurve: 'P_384' }],
    ['ECDH', 521, { cryptographicAlgorithm: 'EC', cryptographicLength: 521, recommendedCurve: 'P_521' }],
    ['EC', 'SECP256K1', { cryptographicAlgorithm: 'EC', cryptographicLength: 256, recommendedCurve: 'SECP256K1' }],
    [
      'ECDSA',
      'BRAINPOOLP384R1',
      { cryptographicAlgorithm: 'EC', cryptographicLength: 384, recommendedCurve: 'BRAINPOOLP384R1' },
    ],
    [
      'EC',
      'BRAINPOOLP512R1',
      { cryptographicAlgorithm: 'EC', cryptographicLength: 512, recommendedCurve: 'BRAINPOOLP512R1' },
    ],
    ['EC', 224, { cryptographicAlgorithm: 'EC', cryptographicLength: 224, recommendedCurve: 'P_224' }],
    ['DSA', 1024, { cryptographicAlgorithm: 'DSA', cryptographicLength: 1024 }],
    ['DH', 2048, { cryptographicAlgorithm: 'DH', cryptographicLength: 2048 }],
    ['ECDH', 'CURVE448', { cryptographicAlgorithm: 'ECDH', cryptographicLength: 448, recommendedCurve: 'CURVE448' }],
    [
      'Ed25519',
      undefined,
      { cryptographicAlgorithm: 'Ed25519', cryptographicLength: 256, recommendedCurve: 'CURVE25519' },
    ],
    ['Ed448', 448, { cryptographicAlgorithm: 'Ed448', cryptographicLength: 448, recommendedCurve: 'CURVE448' }],
    [
      'ECDH',
      'CURVE25519',
      { cryptographicAlgorithm: 'ECDH', cryptographicLength: 256, recommendedCurve: 'CURVE25519' },
    ],
  ]
  for (const [algorithm, lengthOrCurve, description] of asked) {
    it(`makes ${algorithm} ${lengthOrCurve ?? ''}`, async () => {
      const { privateKey, publicKey } = await createKeyPairGenerator(createSerialQueue())(algorithm, lengthOrCurve)
      expect(describeKey(privateKey)).to.deep.equal(description)
      expect(createPublicKey(privateKey).equals(publicKey)).to.equal(true)
    })
  }

  it('makes post-quantum keys by name; their length follows from it', async () => {
    for (const lengthOrCurve of [undefined, 1312 * 8])
      expect(
        (await createKeyPairGenerator(createSerialQueue())('ML_DSA_44', lengthOrCurve)).privateKey.asymmetricKeyType,
      ).to.equal('ml-dsa-44')
  })

  const refused: [string, number | string | undefined][] = [
    ['RSA', 512],
    ['RSA', 1000],
    ['RSA', 16384],
    ['RSA', 2048.5],
    ['RSA', undefined],
    ['RSA', 'P_256'],
    ['EC', 'P_192'],
    ['EC', 'SECT113R1'],
    ['EC', 'CURVE25519'],
    ['EC', 160],
    ['EC', undefined],
    ['Ed25519', 'P_256'],
    ['Ed25519', 448],
    ['AES', 256],
    ['ML_DSA_44', 44],
    ['Hash_ML_DSA_44With_SHA512', undefined],
    ['DSA', 512],
    ['DSA', undefined],
    ['DH', 1024],
    ['DH', undefined],
  ]
  for (const [algorithm, lengthOrCurve] of refused) {
    it(`refuses ${algorithm} ${lengthOrCurve}`, async () => {
      const error = await createKeyPairGenerator(createSerialQueue())(algorithm, lengthOrCurve).then(
        () => undefined,
        (reason: unknown) => reason,
      )
      expect(error).to.be.instanceOf(CryptoError)
      expect((error as CryptoError).reason).to.equal('InvalidField')
    })
  }

  it('makes DSA keys with the length of Q asked for, where it goes with that of P (FIPS 186-4 §4.2)', async () => {
    const generate = createKeyPairGenerator(createSerialQueue())
    const { publicKey } = await generate('DSA', 2048, 224)
    expect(publicKey.asymmetricKeyDetails).to.include({ modulusLength: 2048, divisorLength: 224 })
    const error = await generate('DSA', 2048, 160).catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(CryptoError)
  })

  it('makes one at a time, in order, and goes on after a refusal', async () => {
    const generate = createKeyPairGenerator(createSerialQueue())
    const done: string[] = []
    const slow = generate('RSA', 2048).then(() => done.push('slow'))
    const wrong = generate('RSA', 1).catch(() => done.push('wrong'))
    const quick = generate('Ed25519').then(() => done.push('quick'))
    await Promise.all([slow, wrong, quick])
    expect(done).to.deep.equal(['wrong', 'slow', 'quick'])
  })
})
