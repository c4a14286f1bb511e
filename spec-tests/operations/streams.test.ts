import { createCipheriv, createHash, createHmac } from 'node:crypto'
import { expect } from 'chai'
import { type AttributesByKey, attributeList, type OperationName } from '../../codec/index.ts'
import {
  type LocalServer,
  openLocalServer,
  outcomeOf,
  type Payload,
  type RequestOptions,
} from '../support/local-server.ts'

const past = new Date('2020-01-01T00:00:00Z')
const keyMaterial = Buffer.alloc(32, 7)
const iv = Buffer.alloc(16, 3)
const cbc = { blockCipherMode: 'CBC', paddingMethod: 'PKCS5' } as const
const gcm = { blockCipherMode: 'GCM', tagLength: 16 } as const
const text = Buffer.from('The quick brown fox jumps over the lazy dog, and then over another one.')

/** KMIP 2.1 §6.1: the first part with Init Indicator, the last one with Final Indicator, and Correlation Value between. */
describe('operations in several parts', () => {
  let local: LocalServer
  beforeEach(async () => {
    local = await openLocalServer()
  })
  afterEach(async () => {
    expect(local.faults).to.deep.equal([])
    await local.close()
  })

  const register = async (attributes: AttributesByKey = {}): Promise<string> => {
    const answer = await local.payload('Register', {
      objectType: 'SymmetricKey',
      attributes: attributeList({
        cryptographicUsageMask: ['Encrypt', 'Decrypt', 'MACGenerate', 'MACVerify'],
        activationDate: past,
        ...attributes,
      }),
      object: {
        symmetricKey: {
          keyBlock: {
            keyFormatType: 'Raw',
            keyValue: { keyMaterial },
            cryptographicAlgorithm: 'AES',
            cryptographicLength: 256,
          },
        },
      },
    })
    return answer.uniqueIdentifier as string
  }

  /** The payloads of all parts; `first` goes with the first one only, `last` with the last one. */
  const sendInParts = async (
    operation: OperationName,
    common: Payload,
    parts: readonly Uint8Array[],
    { first = {}, last = {} }: { first?: Payload; last?: Payload } = {},
  ): Promise<Payload[]> => {
    const answers: Payload[] = []
    for (const [at, data] of parts.entries()) {
      const correlationValue = answers[0]?.correlationValue
      const answer = await local.payload(operation, {
        ...common,
        data,
        ...(at === 0 ? { ...first, initIndicator: true } : { correlationValue }),
        ...(at === parts.length - 1 && { ...last, finalIndicator: true }),
      })
      if (at < parts.length - 1 && at > 0) expect(answer.correlationValue).to.deep.equal(correlationValue)
      answers.push(answer)
    }
    expect(answers.at(-1)).not.to.have.property('correlationValue')
    return answers
  }
  const cut = (data: Uint8Array, size: number): Uint8Array[] =>
    Array.from({ length: Math.ceil(data.length / size) }, (_, at) => data.subarray(at * size, (at + 1) * size))
  const joinData = (answers: readonly Payload[]) =>
    Buffer.concat(answers.map(({ data }) => (data ?? Buffer.alloc(0)) as Uint8Array))

  it('Encrypt and Decrypt give what they give for the whole, whatever the parts', async () => {
    const uniqueIdentifier = await register()
    const common = { uniqueIdentifier, cryptographicParameters: cbc }
    const cipher = createCipheriv('aes-256-cbc', keyMaterial, iv)
    const expected = Buffer.concat([cipher.update(text), cipher.final()])
    for (const size of [1, 5, 16, 17, 70]) {
      const encrypted = joinData(
        await sendInParts('Encrypt', common, cut(text, size), { first: { ivCounterNonce: iv } }),
      )
      expect(encrypted.toString('hex')).to.equal(expected.toString('hex'))
      const decrypted = joinData(
        await sendInParts('Decrypt', common, cut(expected, size), { first: { ivCounterNonce: iv } }),
      )
      expect(decrypted.toString()).to.equal(text.toString())
    }
  })

  it('an IV of the server comes with the first part, the tag with the last one; nothing is decrypted before its end', async () => {
    const uniqueIdentifier = await register()
    const common = { uniqueIdentifier, cryptographicParameters: gcm }
    const additional = { authenticatedEncryptionAdditionalData: Buffer.from('header') }
    const encrypted = await sendInParts('Encrypt', common, cut(text, 20), { first: additional })
    const [first, ...others] = encrypted
    expect(first?.ivCounterNonce).to.have.length(12)
    for (const other of others) expect(other).not.to.have.property('ivCounterNonce')
    const { authenticatedEncryptionTag } = encrypted.at(-1) as Payload
    const start = { ...additional, ivCounterNonce: first?.ivCounterNonce, authenticatedEncryptionTag }
    const decrypted = await sendInParts('Decrypt', common, cut(joinData(encrypted), 20), { first: start })
    for (const early of decrypted.slice(0, -1)) expect(early).not.to.have.property('data')
    expect(joinData(decrypted).toString()).to.equal(text.toString())

    const wrong = { ...start, authenticatedEncryptionTag: Buffer.alloc(16) }
    const begun = await local.payload('Decrypt', {
      ...common,
      ...wrong,
      data: joinData(encrypted),
      initIndicator: true,
    })
    expect(begun).not.to.have.property('data')
    const end = { ...common, correlationValue: begun.correlationValue, finalIndicator: true }
    expect(outcomeOf(await local.one('Decrypt', end))).to.equal('CryptographicFailure')
  })

  it('MAC, MAC Verify and Hash', async () => {
    const uniqueIdentifier = await register()
    const common = { uniqueIdentifier, cryptographicParameters: { cryptographicAlgorithm: 'HMAC_SHA256' } }
    const expected = createHmac('sha256', keyMaterial).update(text).digest()
    const macs = await sendInParts('MAC', common, cut(text, 30))
    expect(macs.map(({ macData }) => macData)).to.deep.equal([undefined, undefined, expected])
    const verdicts = async (macData: Uint8Array) =>
      (await sendInParts('MACVerify', common, cut(text, 30), { last: { macData } })).map(
        ({ validityIndicator }) => validityIndicator,
      )
    expect(await verdicts(expected)).to.deep.equal([undefined, undefined, 'Valid'])
    expect(await verdicts(Buffer.alloc(32))).to.deep.equal([undefined, undefined, 'Invalid'])
    const hashed = await sendInParts(
      'Hash',
      { cryptographicParameters: { hashingAlgorithm: 'SHA_512' } },
      cut(text, 11),
    )
    expect(hashed.at(-1)?.data).to.deep.equal(createHash('sha512').update(text).digest())
  })

  it('Sign and Signature Verify, of schemes that hash and of those that keep all data', async () => {
    for (const [cryptographicAlgorithm, cryptographicLength, cryptographicParameters] of [
      ['RSA', 1024, { hashingAlgorithm: 'SHA_256', paddingMethod: 'PSS', saltLength: 32 }],
      ['EC', 256, { hashingAlgorithm: 'SHA_256' }],
      ['Ed25519', 256, {}],
    ] as const) {
      const pair = await local.payload('CreateKeyPair', {
        commonAttributes: attributeList({ cryptographicAlgorithm, cryptographicLength, activationDate: past }),
        privateKeyAttributes: attributeList({ cryptographicUsageMask: ['Sign'] }),
        publicKeyAttributes: attributeList({ cryptographicUsageMask: ['Verify'] }),
      })
      const own = { uniqueIdentifier: pair.privateKeyUniqueIdentifier, cryptographicParameters }
      const other = { uniqueIdentifier: pair.publicKeyUniqueIdentifier, cryptographicParameters }
      const { signatureData } = (await sendInParts('Sign', own, cut(text, 13))).at(-1) as Payload
      const whole = await local.payload('SignatureVerify', { ...other, data: text, signatureData })
      expect(whole.validityIndicator, cryptographicAlgorithm).to.equal('Valid')
      const parts = await sendInParts('SignatureVerify', other, cut(text, 29), { last: { signatureData } })
      expect(parts.map(({ validityIndicator }) => validityIndicator)).to.deep.equal([undefined, undefined, 'Valid'])
    }
  })

  it('parts may be empty where one begins or ends, and only there', async () => {
    const common = { cryptographicParameters: { hashingAlgorithm: 'SHA_256' } }
    const { correlationValue } = await local.payload('Hash', { ...common, initIndicator: true })
    expect(outcomeOf(await local.one('Hash', { ...common, correlationValue }))).to.equal('InvalidField')
    const again = await local.payload('Hash', { ...common, initIndicator: true })
    const end = { ...common, correlationValue: again.correlationValue, finalIndicator: true }
    expect((await local.payload('Hash', end)).data).to.deep.equal(createHash('sha256').digest())
    const both = { ...common, initIndicator: true, finalIndicator: true, data: text }
    expect((await local.payload('Hash', both)).data).to.deep.equal(createHash('sha256').update(text).digest())
    expect(outcomeOf(await local.one('Hash', { ...both, correlationValue: Buffer.alloc(16) }))).to.equal('InvalidField')
  })

  const hashing = (how?: RequestOptions) =>
    local.payload(
      'Hash',
      { cryptographicParameters: { hashingAlgorithm: 'SHA_256' }, data: text, initIndicator: true },
      how,
    )
  const continueStream = async (correlationValue: unknown, how: RequestOptions = {}, finalIndicator = true) =>
    outcomeOf(
      await local.one(
        'Hash',
        { cryptographicParameters: { hashingAlgorithm: 'SHA_256' }, data: text, correlationValue, finalIndicator },
        { version: '2.1', ...how },
      ),
    )

  it('a Correlation Value is good for its principal, operation and key only, and until the end', async () => {
    const { correlationValue } = await hashing()
    expect(await continueStream(correlationValue, { principal: { id: 'CN=bob' } })).to.equal('InvalidCorrelationValue')
    expect(await continueStream(Buffer.alloc(16))).to.equal('InvalidCorrelationValue')
    expect(await continueStream(Buffer.alloc(16), { version: '1.4' })).to.equal('ItemNotFound')
    expect(await continueStream(correlationValue)).to.equal('Success')
    expect(await continueStream(correlationValue)).to.equal('InvalidCorrelationValue')

    const [one, other] = [await register(), await register()]
    const mac = { cryptographicParameters: { cryptographicAlgorithm: 'HMAC_SHA256' }, data: text }
    for (const [operation, uniqueIdentifier] of [
      ['MAC', other],
      ['MACVerify', one],
    ] as const) {
      const begun = await local.payload('MAC', { ...mac, uniqueIdentifier: one, initIndicator: true })
      const next = { ...mac, uniqueIdentifier, correlationValue: begun.correlationValue, finalIndicator: true }
      const how = { version: '2.1' } as const
      expect(outcomeOf(await local.one(operation, next, how))).to.equal('InvalidCorrelationValue')
    }
  })

  it('a stream is forgotten at an error, and when its key may not be used any more', async () => {
    const uniqueIdentifier = await register()
    const common = { uniqueIdentifier, cryptographicParameters: { blockCipherMode: 'CBC' }, ivCounterNonce: iv }
    const how = { version: '2.1' } as const
    const begun = await local.payload('Encrypt', { ...common, data: text, initIndicator: true })
    const end = { ...common, correlationValue: begun.correlationValue, finalIndicator: true }
    expect(outcomeOf(await local.one('Encrypt', end, how)), 'part of a block').to.equal('InvalidField')
    expect(outcomeOf(await local.one('Encrypt', end, how))).to.equal('InvalidCorrelationValue')

    const other = await local.payload('Encrypt', { ...common, data: text, initIndicator: true })
    await local.payload('Revoke', { uniqueIdentifier, revocationReason: { revocationReasonCode: 'Unspecified' } })
    const next = { ...common, data: text, correlationValue: other.correlationValue }
    expect(outcomeOf(await local.one('Encrypt', next, how))).to.equal('WrongKeyLifecycleState')
    await local.payload('Decrypt', { ...common, data: Buffer.alloc(16) })
  })

  it('a stream is forgotten when nothing comes for five minutes, and no earlier', async () => {
    const start = Date.now()
    local.clock = new Date(start)
    const { correlationValue } = await hashing()
    local.clock = new Date(start + 299_000)
    expect(await continueStream(correlationValue, {}, false)).to.equal('Success')
    local.clock = new Date(start + 299_000 + 299_000)
    expect(await continueStream(correlationValue, {}, false)).to.equal('Success')
    local.clock = new Date(start + 299_000 + 299_000 + 300_000)
    expect(await continueStream(correlationValue)).to.equal('InvalidCorrelationValue')
  })

  it('a principal has 64 of them at most, whatever others have', async () => {
    for (let i = 0; i < 64; i++) await hashing()
    const more = { cryptographicParameters: { hashingAlgorithm: 'SHA_256' }, initIndicator: true }
    expect(outcomeOf(await local.one('Hash', more, { version: '2.1' }))).to.equal('ServerLimitExceeded')
    expect(outcomeOf(await local.one('Hash', more, { principal: { id: 'CN=bob' } }))).to.equal('Success')
  })

  it('what has to be kept until the end is bounded', async () => {
    const uniqueIdentifier = await register()
    const common = { uniqueIdentifier, cryptographicParameters: { blockCipherMode: 'XTS' } }
    const data = Buffer.alloc(1024 * 1024)
    const { correlationValue } = await local.payload('Encrypt', {
      ...common,
      ivCounterNonce: iv,
      data,
      initIndicator: true,
    })
    const next = { ...common, data, correlationValue }
    for (let i = 0; i < 3; i++) await local.payload('Encrypt', next)
    const how = { version: '2.1' } as const
    expect(outcomeOf(await local.one('Encrypt', next, how))).to.equal('ServerLimitExceeded')
    expect(outcomeOf(await local.one('Encrypt', next, how))).to.equal('InvalidCorrelationValue')
  })

  it('each part counts its bytes, and only the first one a use; parts at once do not spoil each other', async () => {
    for (const [usageLimitsUnit, usageLimitsTotal, left] of [
      ['Byte', 100n, 100n - 71n],
      ['Object', 5n, 4n],
    ] as const) {
      const uniqueIdentifier = await register({ usageLimits: { usageLimitsTotal, usageLimitsUnit } })
      const first = { ivCounterNonce: iv }
      await sendInParts('Encrypt', { uniqueIdentifier, cryptographicParameters: cbc }, cut(text, 20), { first })
      const [limits] = (await local.attribute(uniqueIdentifier, 'UsageLimits')) as [{ usageLimitsCount: bigint }]
      expect(limits.usageLimitsCount, usageLimitsUnit).to.equal(left)
    }
    // Many streams over one limited key: each commit is in the others' way, and items run again.
    const uniqueIdentifier = await register({ usageLimits: { usageLimitsTotal: 10_000n, usageLimitsUnit: 'Byte' } })
    const common = { uniqueIdentifier, cryptographicParameters: cbc }
    const all = await Promise.all(
      Array.from({ length: 20 }, () =>
        sendInParts('Encrypt', common, cut(text, 20), { first: { ivCounterNonce: iv } }),
      ),
    )
    expect(new Set(all.map((answers) => joinData(answers).toString('hex'))).size).to.equal(1)
  })

  it('a part that is done twice at once is done once', async () => {
    const { correlationValue } = await hashing()
    const outcomes = await Promise.all([continueStream(correlationValue), continueStream(correlationValue)])
    expect(outcomes).to.have.members(['Success', 'InvalidCorrelationValue'])
  })

  it('go with batches that can be undone: what is undone leaves no stream', async () => {
    const { correlationValue } = await hashing()
    const part = {
      operation: 'Hash' as const,
      requestPayload: { cryptographicParameters: { hashingAlgorithm: 'SHA_256' }, data: text, correlationValue },
    }
    const how = { batchErrorContinuationOption: 'Undo', version: '2.1' } as const
    const items = await local.batch(
      [part, { ...part, requestPayload: { ...part.requestPayload, finalIndicator: true } }],
      how,
    )
    expect(items.map(outcomeOf)).to.deep.equal(['Success', 'Success'])
    expect((items[1]?.responsePayload as Payload | undefined)?.data).to.deep.equal(
      createHash('sha256')
        .update(Buffer.concat([text, text, text]))
        .digest(),
    )
    const second = await hashing()
    const going = { ...part, requestPayload: { ...part.requestPayload, correlationValue: second.correlationValue } }
    const missing = { operation: 'Get' as const, requestPayload: { uniqueIdentifier: 'nothing' } }
    expect((await local.batch([going, missing], how)).map(outcomeOf)).to.deep.equal([
      'OperationUndone',
      'ObjectNotFound',
    ])
    expect(await continueStream(second.correlationValue)).to.equal('InvalidCorrelationValue')
  })

  it('Query says that they are supported', async () => {
    const { capabilityInformation } = await local.payload('Query', { queryFunction: ['QueryCapabilities'] })
    expect((capabilityInformation as Payload[])[0]?.streamingCapability).to.equal(true)
  })
})
