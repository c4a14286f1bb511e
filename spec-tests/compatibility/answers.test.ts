import { expect } from 'chai'
import { connectLineClient, encodeRequest, type Response, readResponse, useServerWithClient } from './line-client.ts'
import { attribute, createKey, enumeration, integer, nameAttribute, nest, text, uniqueIdentifier } from './lines.ts'

const reasons = { itemNotFound: '0x00000001', responseTooLarge: '0x00000002' }
const maximumResponseSize = (size: number) => integer('MaximumResponseSize', size)
const versions1 = ['1.0', '1.1', '1.2', '1.3', '1.4'] as const

describe('rules for every answer', () => {
  const kms = useServerWithClient()

  /** Identifiers of so many new keys, each with so many bytes of Contact Information. */
  const make = async (count: number, contact = ''): Promise<string[]> => {
    const made: string[] = []
    for (let each = 0; each < count; each++) {
      const information = contact ? attribute('Contact Information', text('AttributeValue', contact)) : []
      made.push((await kms.client.succeed('1.4', 'Create', createKey(information))).value('UniqueIdentifier') ?? '')
    }
    return made
  }

  describe('rule 1: one response is one write is one TLS record', () => {
    for (const protocol of ['TLSv1.2', 'TLSv1.3'] as const)
      it(`whatever its size, in ${protocol}`, async () => {
        const own = await connectLineClient(kms.server, { minVersion: protocol, maxVersion: protocol })
        const [id = ''] = await make(1, 'x'.repeat(12_000))
        const requests = [
          encodeRequest('1.4', [{ operation: 'Query', payload: enumeration('QueryFunction', 1) }]),
          encodeRequest('1.0', [{ operation: 'Get', payload: uniqueIdentifier('none') }]),
          encodeRequest('1.4', [{ operation: 'GetAttributes', payload: uniqueIdentifier(id) }]),
          Buffer.from('4200780100000008420077010000000000000000', 'hex').subarray(0, 16),
        ]
        for (const [at, request] of requests.entries()) {
          const before = own.wire.records()
          const answer = await own.wire.ask(request)
          expect(own.wire.records() - before, `${at}: ${answer.length} bytes`).to.equal(1)
        }
        own.wire.close()
      })

    it('a second answer never shares the record of the first', async () => {
      const before = kms.client.wire.records()
      const request = encodeRequest('1.0', [{ operation: 'Query', payload: enumeration('QueryFunction', 1) }])
      kms.client.wire.send(Buffer.concat(Array(20).fill(request)))
      for (let each = 0; each < 20; each++) await kms.client.wire.receive()
      expect(kms.client.wire.records() - before).to.equal(20)
    })
  })

  describe('rule 2: Maximum Response Size', () => {
    for (const size of [8192, 8000])
      it(`of ${size} bytes: Response Too Large instead of more`, async () => {
        const [id = ''] = await make(1, 'y'.repeat(size))
        const get = { operation: 'GetAttributes', payload: uniqueIdentifier(id) } as const
        for (const version of versions1) {
          const { items, size: received } = await kms.client.batch(version, [get], maximumResponseSize(size))
          expect(items.map(({ outcome }) => outcome)).to.deep.equal([reasons.responseTooLarge])
          expect(items[0]?.message).to.be.a('string').and.not.equal('')
          expect(received).to.be.at.most(size)
        }
        expect((await kms.client.batch('1.4', [get], maximumResponseSize(280_000))).items[0]?.outcome).to.equal(
          'Success',
        )
      })

    it('holds for the answer to a batch as a whole', async () => {
      const ids = await make(4, 'z'.repeat(3000))
      const asks = ids.map((id) => ({ operation: 'GetAttributes', payload: uniqueIdentifier(id) }) as const)
      const header = [...maximumResponseSize(8192), ...enumeration('BatchErrorContinuationOption', 1)]
      const { items, size } = await kms.client.batch('1.4', asks, header)
      expect(size).to.be.at.most(8192)
      expect(items.map(({ outcome }) => outcome)).to.include.members(['Success', reasons.responseTooLarge])
    })

    it('is exact: an answer of just that size is given, and one of a byte more is not', async () => {
      const [id = ''] = await make(1, 'x'.repeat(20_000))
      const get = { operation: 'GetAttributes', payload: uniqueIdentifier(id), batchItemId: '0102' } as const
      const few = { operation: 'Query', payload: enumeration('QueryFunction', 1) } as const
      const options = [
        [],
        enumeration('BatchErrorContinuationOption', 1),
        enumeration('BatchErrorContinuationOption', 3),
      ]
      const outcomes = ({ items }: Response) => items.map(({ outcome }) => outcome)
      for (const version of ['1.0', '1.4', '2.1'] as const)
        for (const asks of [[get], [few, get], [get, few]])
          for (const option of asks.length > 1 ? options : [[]]) {
            const ask = (size: number) => kms.client.batch(version, asks, [...maximumResponseSize(size), ...option])
            const { size } = await ask(1_000_000)
            const exact = await ask(size)
            expect(outcomes(exact)).to.deep.equal(asks.map(() => 'Success'))
            expect(exact.size).to.equal(size)
            const refused = await ask(size - 1)
            expect(outcomes(refused)).to.include(reasons.responseTooLarge)
            expect(refused.size).to.be.below(size)
          }
    })

    it('counts refusals too: their message gives way', async () => {
      const asks = Array.from({ length: 20 }, () => ({ operation: 'Get', payload: uniqueIdentifier('none') }) as const)
      const header = enumeration('BatchErrorContinuationOption', 1)
      const { size } = await kms.client.batch('1.4', asks, header)
      const within = size - 400
      const answer = await kms.client.batch('1.4', asks, [...maximumResponseSize(within), ...header])
      expect(answer.size).to.be.at.most(within)
      expect(answer.items.map(({ outcome }) => outcome)).to.deep.equal(asks.map(() => reasons.itemNotFound))
    })

    it('does not make what it cannot tell of', async () => {
      const name = nameAttribute('too large to tell')
      const asks = [{ operation: 'Create', payload: createKey(name) } as const]
      expect((await kms.client.batch('1.4', asks, maximumResponseSize(64))).items[0]?.outcome).to.equal(
        reasons.responseTooLarge,
      )
      expect((await kms.client.succeed('1.4', 'Locate', name)).all('UniqueIdentifier')).to.deep.equal([])
    })
  })

  describe('rule 3: a failed item has Operation, Result Reason and Result Message', () => {
    it('for every operation and version', async () => {
      const operations = {
        Create: enumeration('ObjectType', 2),
        Register: enumeration('ObjectType', 2),
        Locate: integer('MaximumItems', -1),
        Get: uniqueIdentifier('none'),
        GetAttributes: uniqueIdentifier('none'),
        GetAttributeList: uniqueIdentifier('none'),
        AddAttribute: [...uniqueIdentifier('none'), ...nameAttribute('n')],
        Activate: uniqueIdentifier('none'),
        Revoke: [...uniqueIdentifier('none'), ...nest('RevocationReason', enumeration('RevocationReasonCode', 1))],
        Destroy: uniqueIdentifier('none'),
        Query: [],
        Certify: [],
        Notify: [],
      } as const
      for (const version of versions1)
        for (const [operation, payload] of Object.entries(operations)) {
          const item = await kms.client.ask(version, operation as keyof typeof operations, payload)
          const where = `${operation} in ${version}: ${item.lines.join(' ')}`
          expect(item.outcome, where).to.match(/^0x[0-9a-f]{8}$/)
          expect(item.message, where).to.be.a('string').and.not.equal('')
          expect(item.lines[0], where).to.match(/^ {2}Operation Enumeration /)
          expect(item.payload, where).to.equal(undefined)
        }
    })

    it('also where no request was understood: no operation, but reason and message', async () => {
      for (const broken of ['42007801000000084200770100000000', '4200780100000000']) {
        const { items } = readResponse(await kms.client.wire.ask(Buffer.from(broken, 'hex')))
        expect(items[0]?.outcome).to.equal('0x00000004')
        expect(items[0]?.message).to.be.a('string').and.not.equal('')
      }
    })
  })

  describe('rule 6: nothing newer in an older version', () => {
    it('a header of 1.0 and 1.1 is Protocol Version, Time Stamp and Batch Count', async () => {
      for (const version of versions1)
        for (const payload of [uniqueIdentifier('none'), uniqueIdentifier((await make(1))[0] ?? '')]) {
          const { header } = await kms.client.batch(version, [{ operation: 'Get', payload }])
          const minor = version.at(-1)
          expect(header.map((line) => line.replace(/DateTime \d+$/, 'DateTime N'))).to.deep.equal([
            'ResponseHeader',
            '  ProtocolVersion',
            '    ProtocolVersionMajor Integer 1',
            `    ProtocolVersionMinor Integer ${minor}`,
            '  TimeStamp DateTime N',
            '  BatchCount Integer 1',
          ])
        }
    })

    it('has a Time Stamp that is now', async () => {
      const { header } = await kms.client.batch('1.0', [
        { operation: 'Query', payload: enumeration('QueryFunction', 1) },
      ])
      const stamp = Number(
        header
          .find((line) => line.includes('TimeStamp'))
          ?.split(' ')
          .at(-1),
      )
      expect(Math.abs(stamp - Date.now() / 1000)).to.be.lessThan(5)
    })

    it('answers in the version of each request, mixed on one connection (kmippp)', async () => {
      for (const version of ['1.0', '1.4', '1.0', '1.2', '2.1', '1.0'] as const) {
        const { header } = await kms.client.batch(version, [
          { operation: 'Query', payload: enumeration('QueryFunction', 1) },
        ])
        expect(header.filter((line) => line.includes('ProtocolVersionM')).map((line) => line.at(-1))).to.deep.equal(
          version.split('.'),
        )
      }
    })

    it('keeps attributes of later versions out of Get Attributes and its list', async () => {
      const [id = ''] = await make(1)
      const newer = ['Sensitive', 'Always Sensitive', 'Extractable', 'Never Extractable', 'Random Number Generator']
      for (const version of ['1.0', '1.1', '1.2'] as const) {
        const all = (await kms.client.succeed(version, 'GetAttributes', uniqueIdentifier(id))).all('AttributeName')
        expect(all, version).to.include('State').and.not.include.members(newer)
        for (const name of newer) expect(all, version).not.to.include(name)
        const list = (await kms.client.succeed(version, 'GetAttributeList', uniqueIdentifier(id))).all('AttributeName')
        for (const name of newer) expect(list, version).not.to.include(name)
      }
    })
  })

  describe('rule 11: Unique Batch Item ID, and batches of three', () => {
    it('is echoed for a batch of one, in success and failure', async () => {
      for (const version of versions1)
        for (const [payload, id] of [
          [uniqueIdentifier('none'), '01'],
          [uniqueIdentifier((await make(1))[0] ?? ''), 'f00f'],
        ] as const) {
          const { items } = await kms.client.batch(version, [{ operation: 'Get', payload, batchItemId: id }])
          expect(items[0]?.lines).to.include(`  UniqueBatchItemID ByteString ${id}`)
        }
    })

    it('vCenter adds three attributes in one batch', async () => {
      const [id = ''] = await make(1)
      const names = ['x-Product_Version', 'x-Vendor', 'x-Product']
      const asks = names.map((name, at) => ({
        operation: 'AddAttribute' as const,
        payload: [...uniqueIdentifier(id), ...attribute(name, text('AttributeValue', `v${at}`))],
        batchItemId: `0${at}`,
      }))
      const { items } = await kms.client.batch('1.1', asks)
      expect(items.map(({ outcome }) => outcome)).to.deep.equal(['Success', 'Success', 'Success'])
      for (const [at, item] of items.entries()) expect(item.lines).to.include(`  UniqueBatchItemID ByteString 0${at}`)
      const got = await kms.client.succeed('1.1', 'GetAttributes', [
        ...uniqueIdentifier(id),
        ...text('AttributeName', 'x-Vendor'),
      ])
      expect(got.value('AttributeValue')).to.equal('v1')
    })
  })

  describe('rule 14: requests in flight are answered in order, each in a separate record', () => {
    it('eight deep, slow ones in front of quick ones', async () => {
      const before = kms.client.wire.records()
      // A key pair takes long to make, a failure and a Query do not.
      const pair = nest(
        'CommonTemplateAttribute',
        attribute('Cryptographic Algorithm', enumeration('AttributeValue', 4)),
        attribute('Cryptographic Length', integer('AttributeValue', 2048)),
      )
      const rounds = 4
      for (let round = 0; round < rounds; round++) {
        const asks = [
          { operation: round === 0 ? 'CreateKeyPair' : 'Create', payload: round === 0 ? pair : createKey() },
          { operation: 'Get', payload: uniqueIdentifier('none') },
        ] as const
        for (const [at, ask] of asks.entries())
          kms.client.wire.send(encodeRequest('1.4', [{ ...ask, batchItemId: `${round}${at}` }]))
      }
      const seen: string[] = []
      for (let each = 0; each < 2 * rounds; each++) {
        const [item] = readResponse(await kms.client.wire.receive()).items
        seen.push(
          item?.lines
            .find((line) => line.includes('UniqueBatchItemID'))
            ?.split(' ')
            .at(-1) ?? '',
        )
      }
      expect(seen).to.deep.equal(['00', '01', '10', '11', '20', '21', '30', '31'])
      expect(kms.client.wire.records() - before).to.equal(8)
    })

    it('a request sees what the one before it in flight has made', async () => {
      const name = nameAttribute('in flight')
      kms.client.wire.send(
        Buffer.concat([
          encodeRequest('1.4', [{ operation: 'Create', payload: createKey(name) }]),
          encodeRequest('1.4', [{ operation: 'Locate', payload: name }]),
        ]),
      )
      const made = readResponse(await kms.client.wire.receive()).items[0]
      const located = readResponse(await kms.client.wire.receive()).items[0]
      expect(located?.all('UniqueIdentifier')).to.deep.equal([made?.value('UniqueIdentifier')])
    })
  })

  it('the server reports no fault that clients did not see', () => {
    expect(kms.server.faults).to.deep.equal([])
  })
})
