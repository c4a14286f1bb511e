import { batchItems } from './case-file.ts'
import { childrenNamed, descendants, type Element, find, valueAt } from './element.ts'

/** What a conversation has shown of one object. */
export interface KnownObject {
  /** Whether the server made its content; otherwise the client registered it. */
  readonly generated: boolean
  /** Cryptographic Parameters given when it was made. */
  readonly parameters: Element | undefined
  /** Key blocks seen, unwrapped, by Key Format Type: as registered, then as got. */
  readonly blocks: Map<string, Element>
  /** The certificate as got, in hex. */
  certificate?: string
  /** Seconds when it was made. */
  readonly made: number
}

export type KeyRing = Map<string, KnownObject>

const makers: Record<string, readonly string[]> = {
  Create: ['UniqueIdentifier'],
  CreateKeyPair: ['PrivateKeyUniqueIdentifier', 'PublicKeyUniqueIdentifier'],
  ReKey: ['UniqueIdentifier'],
  ReKeyKeyPair: ['PrivateKeyUniqueIdentifier', 'PublicKeyUniqueIdentifier'],
  DeriveKey: ['UniqueIdentifier'],
  CreateSplitKey: ['UniqueIdentifier'],
  JoinSplitKey: ['UniqueIdentifier'],
  Certify: ['UniqueIdentifier'],
  ReCertify: ['UniqueIdentifier'],
  Register: ['UniqueIdentifier'],
}

const parametersIn = (payload: Element | undefined): Element | undefined => {
  if (!payload) return undefined
  for (const element of descendants(payload)) {
    if (element.name === 'CryptographicParameters') return element
    if (element.name === 'Attribute' && valueAt(element, 'AttributeName') === 'Cryptographic Parameters')
      return find(element, 'AttributeValue')
  }
  return undefined
}

const learnBlock = (ring: KeyRing, id: string, payload: Element | undefined) => {
  const block = payload && [...descendants(payload)].find((element) => element.name === 'KeyBlock')
  const format = valueAt(block, 'KeyFormatType')
  if (!block || !format || find(block, 'KeyWrappingData') || !find(block, 'KeyValue')) return
  ring.get(id)?.blocks.set(format, block)
}

/** The items of an answer that succeeded, with what was asked. */
const listSuccesses = (request: Element, response: Element) => {
  const requests = batchItems(request)
  return batchItems(response).flatMap((item, index) => {
    const payload = find(item, 'ResponsePayload')
    if (!payload || valueAt(item, 'ResultStatus') !== 'Success') return []
    return [{ operation: valueAt(item, 'Operation') ?? '', asked: find(requests[index], 'RequestPayload'), payload }]
  })
}

/** Adds to the ring the objects that one request, as sent, and its answer made. `at`: seconds of the answer. */
export const learnMade = (ring: KeyRing, request: Element, response: Element, at: number): void => {
  for (const { operation, asked, payload } of listSuccesses(request, response))
    for (const name of makers[operation] ?? [])
      for (const { value } of childrenNamed(payload, name)) {
        const generated = operation !== 'Register'
        ring.set(value, { generated, parameters: parametersIn(asked), blocks: new Map(), made: at })
        if (!generated) learnBlock(ring, value, asked)
      }
}

/** Adds to the ring the keys that an answer gives. */
export const learnGiven = (ring: KeyRing, request: Element, response: Element): void => {
  for (const { operation, payload } of listSuccesses(request, response))
    if (operation === 'Get') {
      const id = valueAt(payload, 'UniqueIdentifier') ?? ''
      learnBlock(ring, id, payload)
      const [known, certificate] = [ring.get(id), valueAt(payload, 'Certificate', 'CertificateValue')]
      if (known && certificate !== undefined) known.certificate = certificate
    }
}

/** Adds to the ring the keys that a server puts. */
export const learnPut = (ring: KeyRing, asked: Element): void => {
  for (const item of batchItems(asked))
    if (valueAt(item, 'Operation') === 'Put') {
      const payload = find(item, 'RequestPayload')
      learnBlock(ring, valueAt(payload, 'UniqueIdentifier') ?? '', payload)
    }
}

/** Adds to the ring all that one request, as sent, and its answer tell. `at`: seconds of the answer. */
export const learn = (ring: KeyRing, request: Element, response: Element, at: number): void => {
  learnMade(ring, request, response, at)
  learnGiven(ring, request, response)
}

/** The bytes of a key in a format whose Key Material is a byte string, in hex. */
export const materialOf = (known: KnownObject | undefined, ...formats: readonly string[]): string | undefined => {
  for (const format of formats) {
    const material = find(known?.blocks.get(format), 'KeyValue', 'KeyMaterial')
    if (material && material.type === 'ByteString') return material.value.toLowerCase()
  }
  return undefined
}

/** The secret of a symmetric key, in hex. */
export const secretOf = (known: KnownObject | undefined): string | undefined =>
  materialOf(known, 'Raw', 'Opaque') ??
  valueAt(known?.blocks.get('TransparentSymmetricKey'), 'KeyValue', 'KeyMaterial', 'Key')?.toLowerCase()
