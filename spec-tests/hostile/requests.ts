import fc from 'fast-check'
import {
  attributeList,
  type Item,
  type OperationName,
  operations,
  protocolVersionOf,
  type RequestMessage,
  readResponse,
  Tag,
  TtlvReader,
  TtlvWriter,
  type Version,
  writeRequest,
} from '../../codec/index.ts'
import { livesIn } from '../../codec/kmip/version.ts'
import { arbitraryRequest } from '../../codec/testing/arbitrary-message.ts'
import { readCaptures, readLoggedSession } from '../replay/captures.ts'
import type { SeededRandom } from '../support/random.ts'
import { type Access, openWireClient } from '../support/wire-client.ts'

/** A request as TTLV. */
export const encodeRequest = (request: RequestMessage): Buffer => {
  const writer = new TtlvWriter()
  writeRequest(writer, request)
  return Buffer.from(writer.finish())
}

const encodeItemRequest = (operation: OperationName, requestPayload: object, version: Version = '1.4'): Buffer =>
  encodeRequest({
    requestHeader: { protocolVersion: protocolVersionOf(version), batchCount: 1 },
    batchItem: [{ operation, requestPayload }],
  } as RequestMessage)

/** What every server answers. */
export const discoverVersions: Buffer = encodeItemRequest('DiscoverVersions', {})

/** Has a long answer. */
export const query: Buffer = encodeItemRequest('Query', {
  queryFunction: ['QueryOperations', 'QueryObjects', 'QueryProfiles'],
})

const aes = attributeList({
  cryptographicAlgorithm: 'AES',
  cryptographicLength: 256,
  cryptographicUsageMask: ['Encrypt', 'Decrypt'],
})

/** Writes to the store. */
export const createKey: Buffer = encodeItemRequest('Create', { objectType: 'SymmetricKey', attributes: aes })

/** Create, with an attribute of this name in place of the usage mask. */
export const createWithAttribute = (name: string): Buffer => {
  const request = new TtlvReader(createKey).item()
  const renameItem = (item: Item): Item => {
    if (item.type === 'Structure') return { ...item, value: item.value.map(renameItem) }
    return item.type === 'TextString' && item.value === 'Cryptographic Usage Mask' ? { ...item, value: name } : item
  }
  const writer = new TtlvWriter()
  writer.item(renameItem(request))
  return Buffer.from(writer.finish())
}

/** Lifts the constraints and defaults that spoiled requests of an administrator may have set. */
export const usualAgain: readonly Buffer[] = [
  encodeItemRequest('SetConstraints', { constraints: { constraint: [] } }, '2.1'),
  encodeItemRequest('SetDefaults', {}, '2.1'),
]

/** Takes a good part of a second. */
export const createSlowKeyPair: Buffer = encodeItemRequest('CreateKeyPair', {
  commonAttributes: attributeList({ cryptographicAlgorithm: 'RSA', cryptographicLength: 3072 }),
  privateKeyAttributes: attributeList({ cryptographicUsageMask: ['Sign'] }),
  publicKeyAttributes: attributeList({ cryptographicUsageMask: ['Verify'] }),
})

/** An object of as many bytes. */
export const registerOpaque = (size: number): Buffer =>
  encodeItemRequest('Register', {
    objectType: 'OpaqueObject',
    attributes: [],
    object: { opaqueObject: { opaqueDataType: '0x80000001', opaqueDataValue: Buffer.alloc(size, 1) } },
  })

export const getObject = (uniqueIdentifier: string): Buffer => encodeItemRequest('Get', { uniqueIdentifier })

/** The requests of recorded clients. */
export const readRecordedRequests = (): Item[] =>
  [...readCaptures(), ...[readLoggedSession()]].flatMap(({ connections }) =>
    connections.flatMap(({ exchanges }) => exchanges.map(({ request }) => request)),
  )

/** Two requests of every operation in an old, a middle and a new version, with values made from the declarations. */
export const createDeclaredRequests = (seed: number): Item[] =>
  (['1.0', '1.4', '2.1'] as const satisfies Version[]).flatMap((version) =>
    Object.values(operations)
      .filter(({ since, until }: { since: Version; until?: Version }) => livesIn(version, since, until))
      .flatMap(({ name }) =>
        fc.sample(arbitraryRequest(name as OperationName, version), { seed, numRuns: 2 }).map(({ batchItem }) => {
          const requestHeader = { protocolVersion: protocolVersionOf(version), batchCount: batchItem.length }
          return new TtlvReader(encodeRequest({ requestHeader, batchItem })).item()
        }),
      ),
  )

/** Creates objects to work on, and returns their Unique Identifiers. */
export const createObjects = async (access: Access): Promise<string[]> => {
  const client = await openWireClient(access)
  const key = {
    cryptographicAlgorithm: 'AES',
    cryptographicLength: 256,
    cryptographicUsageMask: ['Encrypt', 'Decrypt', 'WrapKey', 'UnwrapKey', 'DeriveKey'],
    activationDate: new Date(0),
  } as const
  const pair = { cryptographicAlgorithm: 'EC', cryptographicLength: 256, activationDate: new Date(0) } as const
  const secret = { cryptographicUsageMask: ['DeriveKey'] } as const
  const value = { keyFormatType: 'Opaque', keyValue: { keyMaterial: Buffer.from('a secret') } }
  const requests = [
    ...Array.from({ length: 30 }, () =>
      encodeItemRequest('Create', { objectType: 'SymmetricKey', attributes: attributeList(key) }),
    ),
    ...Array.from({ length: 5 }, () =>
      encodeItemRequest('CreateKeyPair', {
        commonAttributes: attributeList(pair),
        privateKeyAttributes: attributeList({ cryptographicUsageMask: ['Sign'] }),
        publicKeyAttributes: attributeList({ cryptographicUsageMask: ['Verify'] }),
      }),
    ),
    ...Array.from({ length: 5 }, () =>
      encodeItemRequest('Register', {
        objectType: 'SecretData',
        attributes: attributeList(secret),
        object: { secretData: { secretDataType: 'Password', keyBlock: value } },
      }),
    ),
  ]
  const identifiers: string[] = []
  for (const request of requests) {
    const [item] = readResponse(new TtlvReader(await client.ask(request))).batchItem
    if (item?.resultStatus !== 'Success') throw new Error(`${item?.operation}: ${item?.resultMessage}`)
    const payload = item.responsePayload as Readonly<Record<string, unknown>>
    for (const each of ['uniqueIdentifier', 'privateKeyUniqueIdentifier', 'publicKeyUniqueIdentifier'])
      if (typeof payload[each] === 'string') identifiers.push(payload[each])
  }
  client.close()
  return identifiers
}

/** Replaces three of four Unique Identifiers in a request by those of existing objects. */
export const addressExisting = (item: Item, identifiers: readonly string[], random: SeededRandom): Item => {
  if (item.type === 'Structure')
    return { ...item, value: item.value.map((each) => addressExisting(each, identifiers, random)) }
  return item.type === 'TextString' && item.tag === Tag.UniqueIdentifier && random.next() < 0.75
    ? { ...item, value: random.pick(identifiers) }
    : item
}
