import { execFileSync } from 'node:child_process'
import { generateKeyPairSync, hash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type AttributesByKey, attributeList, type CryptographicUsageMask } from '../../codec/index.ts'
import { fromKeyObject } from '../../codec/key/index.ts'
import { type LocalServer, openLocalServer, outcomeOf } from '../support/local-server.ts'

const past = new Date('2020-01-01T00:00:00Z')
const future = new Date('2040-01-01T00:00:00Z')
const data = Buffer.from('The quick brown fox')
const SHA256 = { hashingAlgorithm: 'SHA_256' } as const
const hmac = { cryptographicAlgorithm: 'HMAC_SHA256' } as const

const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 })

/** What protects and what processes: operation, mask, the other fields of its request. */
const uses = [
  ['Sign', 'Sign', { cryptographicParameters: SHA256 }, 'protect'],
  ['SignatureVerify', 'Verify', { cryptographicParameters: SHA256, signatureData: Buffer.alloc(8) }, 'process'],
  ['MAC', 'MACGenerate', { cryptographicParameters: hmac }, 'protect'],
  ['MACVerify', 'MACVerify', { cryptographicParameters: hmac, macData: Buffer.alloc(8) }, 'process'],
] as const

describe('Sign, Signature Verify, MAC, MAC Verify, Hash, RNG', () => {
  let local: LocalServer
  before(async () => {
    local = await openLocalServer()
  })
  after(() => local.close())
  afterEach(() => expect(local.faults).to.deep.equal([]))

  const idOf = (payload: Readonly<Record<string, unknown>>): string => payload.uniqueIdentifier as string

  const register = async (
    kind: 'privateKey' | 'publicKey' | 'symmetricKey',
    mask: readonly CryptographicUsageMask[],
    attributes: AttributesByKey = { activationDate: past },
    { privateKey, publicKey } = ec,
  ): Promise<string> => {
    const keyBlock =
      kind === 'privateKey'
        ? fromKeyObject(privateKey, 'PKCS_8')
        : kind === 'publicKey'
          ? fromKeyObject(publicKey, 'X_509')
          : {
              keyFormatType: 'Raw',
              keyValue: { keyMaterial: Buffer.alloc(32, 1) },
              cryptographicAlgorithm: 'AES',
              cryptographicLength: 256,
            }
    const objectType = { privateKey: 'PrivateKey', publicKey: 'PublicKey', symmetricKey: 'SymmetricKey' }[kind]
    return idOf(
      await local.payload('Register', {
        objectType,
        attributes: attributeList({ cryptographicUsageMask: mask, ...attributes }),
        object: { [kind]: { keyBlock } },
      }),
    )
  }
  const kindFor = (operation: string) =>
    operation === 'Sign' ? 'privateKey' : operation === 'SignatureVerify' ? 'publicKey' : 'symmetricKey'
  const use = async ([operation, , request]: (typeof uses)[number], uniqueIdentifier: string) =>
    outcomeOf(await local.one(operation, { uniqueIdentifier, data, ...request }, { version: '2.1' }))

  for (const each of uses) {
    const [operation, mask, , purpose] = each
    describe(operation, () => {
      it('needs the bit of the Cryptographic Usage Mask', async () => {
        expect(await use(each, await register(kindFor(operation), [mask]))).to.equal('Success')
        const others = (['Sign', 'Verify', 'Encrypt', 'MACGenerate', 'MACVerify'] as const).filter(
          (bit) => bit !== mask,
        )
        expect(await use(each, await register(kindFor(operation), others))).to.equal(
          'IncompatibleCryptographicUsageMask',
        )
      })

      it(`is for keys that are ${purpose === 'protect' ? 'Active' : 'Active, Deactivated or Compromised'}`, async () => {
        const afterwards = purpose === 'protect' ? 'WrongKeyLifecycleState' : 'Success'
        expect(await use(each, await register(kindFor(operation), [mask], {}))).to.equal('WrongKeyLifecycleState')
        for (const revocationReasonCode of ['CessationOfOperation', 'KeyCompromise']) {
          const uniqueIdentifier = await register(kindFor(operation), [mask])
          await local.payload('Revoke', { uniqueIdentifier, revocationReason: { revocationReasonCode } })
          expect(await use(each, uniqueIdentifier), revocationReasonCode).to.equal(afterwards)
          await local.payload('Destroy', { uniqueIdentifier })
          expect(await use(each, uniqueIdentifier)).to.equal('ObjectDestroyed')
        }
      })

      it('keeps to Process Start and Protect Stop Date', async () => {
        const dates = purpose === 'protect' ? { protectStopDate: past } : { processStartDate: future }
        const key = await register(kindFor(operation), [mask], { activationDate: past, ...dates })
        expect(await use(each, key)).to.equal('WrongKeyLifecycleState')
        const others = purpose === 'protect' ? { processStartDate: future } : { protectStopDate: past }
        const other = await register(kindFor(operation), [mask], { activationDate: past, ...others })
        expect(await use(each, other)).to.equal('Success')
      })

      it('is not for objects of another type', async () => {
        const wrong = kindFor(operation) === 'symmetricKey' ? 'publicKey' : 'symmetricKey'
        expect(await use(each, await register(wrong, [mask]))).to.equal('InvalidObjectType')
      })

      it('counts Usage Limits where it protects', async () => {
        const usageLimits = { usageLimitsTotal: 30n, usageLimitsUnit: 'Byte' } as const
        const key = await register(kindFor(operation), [mask], { activationDate: past, usageLimits })
        expect(await use(each, key)).to.equal('Success')
        expect(await use(each, key)).to.equal(purpose === 'protect' ? 'PermissionDenied' : 'Success')
      })
    })
  }

  it('sign with what Create Key Pair made, and verify', async () => {
    for (const [cryptographicAlgorithm, cryptographicLength, cryptographicParameters] of [
      ['RSA', 2048, { ...SHA256, paddingMethod: 'PSS' }],
      ['ECDSA', 384, { digitalSignatureAlgorithm: 'ECDSAWithSHA384' }],
      ['Ed25519', 256, undefined],
      ['ML_DSA_65', undefined, undefined],
      ['SLH_DSA_SHA2_128f', undefined, undefined],
    ] as const) {
      const pair = await local.payload('CreateKeyPair', {
        commonAttributes: attributeList({
          cryptographicAlgorithm,
          ...(cryptographicLength && { cryptographicLength }),
          activationDate: past,
        }),
        privateKeyAttributes: attributeList({ cryptographicUsageMask: ['Sign'] }),
        publicKeyAttributes: attributeList({ cryptographicUsageMask: ['Verify'] }),
      })
      const { signatureData } = await local.payload('Sign', {
        uniqueIdentifier: pair.privateKeyUniqueIdentifier,
        cryptographicParameters,
        data,
      })
      const verdict = async (text: Uint8Array) =>
        (
          await local.payload('SignatureVerify', {
            uniqueIdentifier: pair.publicKeyUniqueIdentifier,
            cryptographicParameters,
            data: text,
            signatureData,
          })
        ).validityIndicator
      expect(await verdict(data), cryptographicAlgorithm).to.equal('Valid')
      expect(await verdict(data.subarray(1)), cryptographicAlgorithm).to.equal('Invalid')
    }
  })

  it('are not for keys that agree on secrets only, which are made and kept', async () => {
    const pair = await local.payload('CreateKeyPair', {
      commonAttributes: attributeList({ cryptographicAlgorithm: 'ML_KEM_768', activationDate: past }),
      privateKeyAttributes: attributeList({ cryptographicUsageMask: ['Sign', 'KeyAgreement'] }),
      publicKeyAttributes: attributeList({ cryptographicUsageMask: ['KeyAgreement'] }),
    })
    const uniqueIdentifier = pair.privateKeyUniqueIdentifier
    const answer = await local.one('Sign', { uniqueIdentifier, data }, { version: '2.1' })
    expect(outcomeOf(answer)).to.equal('UnsupportedCryptographicParameters')
    expect(answer.resultMessage).to.equal('Keys of this type do not sign.')
    expect(await local.attribute(uniqueIdentifier as string, 'CryptographicLength')).to.deep.equal([1184 * 8])
  })

  it('sign under the Cryptographic Parameters of the key when the request has none (KMIP 1.4 §4.31)', async () => {
    const attributes = { activationDate: past, cryptographicParameters: { ...SHA256, paddingMethod: 'PSS' } } as const
    const own = await register('privateKey', ['Sign'], attributes, rsa)
    const { signatureData } = await local.payload('Sign', { uniqueIdentifier: own, data })
    const verifying = await register('publicKey', ['Verify'], { activationDate: past }, rsa)
    const verdict = async (cryptographicParameters: object) =>
      (
        await local.payload('SignatureVerify', {
          uniqueIdentifier: verifying,
          cryptographicParameters,
          data,
          signatureData,
        })
      ).validityIndicator
    expect(await verdict({ ...SHA256, paddingMethod: 'PSS' })).to.equal('Valid')
    expect(await verdict(SHA256)).to.equal('Invalid')
    const none = await register('privateKey', ['Sign'], { activationDate: past }, rsa)
    const answer = await local.one('Sign', { uniqueIdentifier: none, data }, { version: '2.1' })
    expect(outcomeOf(answer)).to.equal('BadCryptographicParameters')
  })

  it('take Digested Data in place of Data (KMIP 1.4 §4.31)', async () => {
    const [own, other] = [await register('privateKey', ['Sign']), await register('publicKey', ['Verify'])]
    const digestedData = hash('sha256', data, 'buffer')
    const sign = { uniqueIdentifier: own, cryptographicParameters: SHA256 }
    const { signatureData } = await local.payload('Sign', { ...sign, digestedData })
    const verify = { uniqueIdentifier: other, cryptographicParameters: SHA256, signatureData }
    for (const given of [{ data }, { digestedData }])
      expect((await local.payload('SignatureVerify', { ...verify, ...given })).validityIndicator).to.equal('Valid')
    for (const given of [{ data, digestedData }, { digestedData, initIndicator: true }, {}])
      expect(outcomeOf(await local.one('Sign', { ...sign, ...given }))).to.equal('InvalidField')
  })

  it('verify with a certificate', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kmip-signing-'))
    writeFileSync(join(folder, 'key'), ec.privateKey.export({ format: 'pem', type: 'pkcs8' }))
    const options = ['-x509', '-key', 'key', '-subj', '/CN=signer', '-outform', 'DER']
    const certificateValue = execFileSync('openssl', ['req', ...options], { cwd: folder })
    rmSync(folder, { recursive: true })
    const uniqueIdentifier = idOf(
      await local.payload('Register', {
        objectType: 'Certificate',
        attributes: attributeList({ cryptographicUsageMask: ['Verify'], activationDate: past }),
        object: { certificate: { certificateType: 'X_509', certificateValue } },
      }),
    )
    const own = await register('privateKey', ['Sign'])
    const given = { cryptographicParameters: SHA256, data }
    const { signatureData } = await local.payload('Sign', { uniqueIdentifier: own, ...given })
    const answer = await local.payload('SignatureVerify', { uniqueIdentifier, ...given, signatureData })
    expect(answer.validityIndicator).to.equal('Valid')
  })

  it('are named by Query', async () => {
    const { operation } = await local.payload('Query', { queryFunction: ['QueryOperations'] })
    expect(operation).to.include.members([...uses.map(([name]) => name), 'Hash', 'RNGRetrieve', 'RNGSeed'])
  })

  it('MAC Verify tells a MAC from another, and from a part of it', async () => {
    const uniqueIdentifier = await register('symmetricKey', ['MACGenerate', 'MACVerify'])
    const given = { uniqueIdentifier, cryptographicParameters: hmac, data }
    const { macData } = (await local.payload('MAC', given)) as { macData: Uint8Array }
    const verdict = async (mac: Uint8Array) =>
      (await local.payload('MACVerify', { ...given, macData: mac })).validityIndicator
    expect(await verdict(macData)).to.equal('Valid')
    expect(await verdict(macData.subarray(0, 16))).to.equal('Invalid')
    expect(await verdict(macData.with(3, (macData[3] as number) ^ 1))).to.equal('Invalid')
    expect(outcomeOf(await local.one('MACVerify', given))).to.equal('InvalidField')
  })

  it('Hash needs an algorithm, and knows which ones there are', async () => {
    const answer = await local.payload('Hash', { cryptographicParameters: { hashingAlgorithm: 'SHA3_256' }, data })
    expect(answer.data).to.deep.equal(hash('sha3-256', data, 'buffer'))
    expect(outcomeOf(await local.one('Hash', { cryptographicParameters: {}, data }))).to.equal('InvalidField')
    const tiger = await local.one(
      'Hash',
      { cryptographicParameters: { hashingAlgorithm: 'Tiger' }, data },
      { version: '2.1' },
    )
    expect(outcomeOf(tiger)).to.equal('UnsupportedCryptographicParameters')
  })

  it('RNG Retrieve gives as many bytes as asked for, other ones each time; RNG Seed uses none', async () => {
    const retrieve = async (dataLength: number) =>
      (await local.payload('RNGRetrieve', { dataLength })).data as Uint8Array
    expect(await retrieve(33)).to.have.length(33)
    expect(Buffer.compare(await retrieve(32), await retrieve(32))).not.to.equal(0)
    for (const [dataLength, reason] of [
      [0, 'InvalidField'],
      [-1, 'InvalidField'],
      [2 ** 30, 'ResponseTooLarge'],
    ] as const)
      expect(outcomeOf(await local.one('RNGRetrieve', { dataLength }))).to.equal(reason)
    expect(await local.payload('RNGSeed', { data })).to.deep.equal({ dataLength: 0 })
  })

  it('are not there before KMIP 1.2', async () => {
    for (const operation of ['Sign', 'SignatureVerify', 'MAC', 'MACVerify', 'Hash', 'RNGRetrieve', 'RNGSeed'] as const)
      expect(outcomeOf(await local.one(operation, {}, { version: '1.1' }))).to.equal('OperationNotSupported')
  })
})
