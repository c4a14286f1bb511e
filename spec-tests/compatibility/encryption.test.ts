import { createDecipheriv } from 'node:crypto'
import { expect } from 'chai'
import { serve } from '../../server/index.ts'
import { openTestSite, type TestServer, type TestSite } from '../support/test-server.ts'
import { connectLineClient, type LineClient } from './line-client.ts'
import { bytes, createKey, enumeration, nest, text, uniqueIdentifier } from './lines.ts'

/** Numbers of Block Cipher Mode and Padding Method (KMIP 1.4 §9.1.3.2.14, §9.1.3.2.15). */
const modes = { cbc: 1, ctr: 6, gcm: 9 }
const pkcs5 = 3
const invalidMessage = '0x00000004'
const plaintext = '00112233445566778899aabbccddeeff0011'

const parameters = (mode: number, ...further: string[][]): string[] =>
  nest(
    'CryptographicParameters',
    enumeration('BlockCipherMode', mode),
    mode === modes.cbc ? enumeration('PaddingMethod', pkcs5) : [],
    ...further,
  )

describe('rule 18: IVs', () => {
  let site: TestSite
  let server: TestServer
  let lenient: TestServer
  let talk: LineClient
  before(async () => {
    site = await openTestSite()
    server = await site.start()
    lenient = await site.start({ ivInFront: true })
    talk = await connectLineClient(server)
  })
  after(() => {
    talk.wire.close()
    return site.close()
  })

  const createActiveKey = async (on: LineClient): Promise<string> => {
    const id = (await on.succeed('1.2', 'Create', createKey())).value('UniqueIdentifier') ?? ''
    await on.succeed('1.2', 'Activate', uniqueIdentifier(id))
    return id
  }
  const getMaterial = async (on: LineClient, id: string): Promise<Buffer> =>
    Buffer.from((await on.succeed('1.2', 'Get', uniqueIdentifier(id))).value('KeyMaterial') ?? '', 'hex')

  /** What OpenSSL makes of it, with the key as Get gives it. */
  const decryptLocally = (cipher: string, key: Buffer, iv: string, data: string, tag?: string): string => {
    const decipher = createDecipheriv(cipher, key, Buffer.from(iv, 'hex')) as ReturnType<typeof createDecipheriv> & {
      setAuthTag(tag: Buffer): void
    }
    if (tag !== undefined) decipher.setAuthTag(Buffer.from(tag, 'hex'))
    return Buffer.concat([decipher.update(Buffer.from(data, 'hex')), decipher.final()]).toString('hex')
  }

  it('Encrypt without an IV, or with Random IV, gives IV/Counter/Nonce: another one each time', async () => {
    const id = await createActiveKey(talk)
    const key = await getMaterial(talk, id)
    const seen = new Set<string>()
    for (const version of ['1.2', '1.4', '2.1'] as const)
      for (const [mode, cipher] of [
        [modes.cbc, 'aes-256-cbc'],
        [modes.ctr, 'aes-256-ctr'],
      ] as const)
        for (const random of [[], ['RandomIV Boolean true'], ['RandomIV Boolean false']]) {
          const made = await talk.succeed(version, 'Encrypt', [
            ...uniqueIdentifier(id),
            ...parameters(mode, random),
            ...bytes('Data', plaintext),
          ])
          const iv = made.value('IVCounterNonce') ?? ''
          expect(iv, version).to.have.length(32)
          expect(decryptLocally(cipher, key, iv, made.value('Data') ?? '')).to.equal(plaintext)
          seen.add(iv)
        }
    expect(seen.size).to.equal(18)
  })

  it('an IV that the client gave is used, and not given back', async () => {
    const id = await createActiveKey(talk)
    const iv = '0f'.repeat(16)
    const made = await talk.succeed('1.2', 'Encrypt', [
      ...uniqueIdentifier(id),
      ...parameters(modes.cbc),
      ...bytes('Data', plaintext),
      ...bytes('IVCounterNonce', iv),
    ])
    expect(made.value('IVCounterNonce')).to.equal(undefined)
    expect(decryptLocally('aes-256-cbc', await getMaterial(talk, id), iv, made.value('Data') ?? '')).to.equal(plaintext)
  })

  it('GCM gives data, IV and tag as three fields, and takes them back', async () => {
    const id = await createActiveKey(talk)
    const asked = [...uniqueIdentifier(id), ...parameters(modes.gcm, ['TagLength Integer 16'])]
    const made = await talk.succeed('1.4', 'Encrypt', [...asked, ...bytes('Data', plaintext)])
    const [data = '', iv = '', tag = ''] = ['Data', 'IVCounterNonce', 'AuthenticatedEncryptionTag'].map((each) =>
      made.value(each),
    )
    expect([data.length, iv.length, tag.length]).to.deep.equal([plaintext.length, 24, 32])
    expect(decryptLocally('aes-256-gcm', await getMaterial(talk, id), iv, data, tag)).to.equal(plaintext)
    const fields = [...bytes('IVCounterNonce', iv), ...bytes('AuthenticatedEncryptionTag', tag)]
    const back = await talk.succeed('1.4', 'Decrypt', [...asked, ...bytes('Data', data), ...fields])
    expect(back.value('Data')).to.equal(plaintext)
  })

  describe('the IV in front of the ciphertext (EDB thales)', () => {
    /** Encrypts, and decrypts as that client does: with what it stored in one piece, and no IV. */
    const encryptAndDecrypt = async (on: LineClient, mode: number) => {
      const id = await createActiveKey(on)
      const version = mode === modes.gcm ? '1.4' : '1.2'
      const asked = [...uniqueIdentifier(id), ...parameters(mode)]
      const made = await on.succeed(version, 'Encrypt', [...asked, ...bytes('Data', plaintext)])
      const tag = made.value('AuthenticatedEncryptionTag')
      const joined = `${made.value('IVCounterNonce')}${made.value('Data')}`
      const ask = (data: string, ...further: string[][]) =>
        on.ask(version, 'Decrypt', [
          ...asked,
          ...bytes('Data', data),
          ...further.flat(),
          ...(tag ? bytes('AuthenticatedEncryptionTag', tag) : []),
        ])
      return { joined, ask, iv: made.value('IVCounterNonce') ?? '', data: made.value('Data') ?? '' }
    }

    it('is refused unless it was switched on', async () => {
      for (const mode of [modes.cbc, modes.ctr, modes.gcm]) {
        const { joined, ask } = await encryptAndDecrypt(talk, mode)
        const item = await ask(joined)
        expect(item.outcome).to.equal(invalidMessage)
        expect(item.message).to.contain('IV/Counter/Nonce')
      }
    })

    it('is taken when it was, and an IV in its own field still counts', async () => {
      const on = await connectLineClient(lenient)
      for (const mode of [modes.cbc, modes.ctr, modes.gcm]) {
        const { joined, ask, iv, data } = await encryptAndDecrypt(on, mode)
        expect((await ask(joined)).value('Data'), `${mode}`).to.equal(plaintext)
        expect((await ask(data, bytes('IVCounterNonce', iv))).value('Data'), `${mode}`).to.equal(plaintext)
        expect((await ask(joined.slice(0, 8))).outcome, `${mode}`).to.equal(invalidMessage)
      }
      on.wire.close()
    })

    it('is switched on in the configuration', async () => {
      const flags = { dataDirectory: site.directory, port: 0, log: { level: 'error' } }
      const running = await serve({ environment: {}, flags: { ...flags, compatibility: { ivInFront: true } } })
      const on = await connectLineClient({ ...server, port: running.port })
      const { joined, ask } = await encryptAndDecrypt(on, modes.cbc)
      expect((await ask(joined)).value('Data')).to.equal(plaintext)
      on.wire.close()
      await running.close()
    })
  })

  it('the same State rules hold: a key that is not Active encrypts nothing', async () => {
    const id = (await talk.succeed('1.2', 'Create', createKey())).value('UniqueIdentifier') ?? ''
    const item = await talk.ask('1.2', 'Encrypt', [
      ...uniqueIdentifier(id),
      ...parameters(modes.cbc),
      ...bytes('Data', plaintext),
    ])
    expect(item.outcome).to.match(/^0x/)
    const state = [...uniqueIdentifier(id), ...text('AttributeName', 'State')]
    expect((await talk.succeed('1.2', 'GetAttributes', state)).value('AttributeValue')).to.equal('0x00000001')
  })
})
