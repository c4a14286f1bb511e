import {
  type AnyOperation,
  type Data,
  KmipError,
  type OperationName,
  type UniqueIdentifier,
} from '../../codec/index.ts'

/** References from later items of a batch to earlier ones: KMIP 1.4 §4 (ID Placeholder), 2.1 §4.60 and §7.8. */
export interface References {
  /** The identifier that a request names, or the ID Placeholder. */
  resolveIdentifier(given: UniqueIdentifier | undefined): string
  /** The bytes that a request holds or refers to. */
  resolveData(given: Data | undefined): Uint8Array | undefined
  /** Notes the answer of an item. */
  note(operation: OperationName, payload: Payload, placeholderOut: AnyOperation['placeholderOut']): void
  /** Empties the ID Placeholder. */
  forget(): void
}

type Payload = Readonly<Record<string, unknown>>

/** The answer of an earlier item. `out`: the identifier that it leaves in the ID Placeholder. */
interface Earlier {
  readonly operation: OperationName
  readonly payload: Payload
  readonly out: string | undefined
}

const createNotFoundError = (what: string): KmipError =>
  new KmipError('ObjectNotFound', `No earlier item of this batch gives ${what}.`)

const toIdentifier = (value: unknown, isFirst = false): string | undefined => {
  const one = Array.isArray(value) ? (value.length === 1 || isFirst ? value[0] : undefined) : value
  return typeof one === 'string' ? one : undefined
}

/** The identifier that later items refer to as `Create` or `CreateKeyPairPrivateKey`. */
const findIdentifier = ({ operation, payload, out }: Earlier, name: string): string | undefined => {
  if (name === operation) return out
  if (name === `${operation}PrivateKey`) return toIdentifier(payload.privateKeyUniqueIdentifier)
  if (name === `${operation}PublicKey`) return toIdentifier(payload.publicKeyUniqueIdentifier)
  return undefined
}

const findData = (item: Earlier | undefined): Uint8Array | undefined =>
  item?.payload.data instanceof Uint8Array ? item.payload.data : undefined

export const createReferences = (): References => {
  const earlier: Earlier[] = []
  let placeholder: string | undefined

  /** What `look` finds in the newest answer that has it. */
  const findNewest = <V>(look: (item: Earlier) => V | undefined): V | undefined => {
    const found = earlier.findLast((item) => look(item) !== undefined)
    return found && look(found)
  }
  const findByPosition = (index: number): string | undefined => {
    const item = earlier.at(index)
    return item && (item.out ?? toIdentifier(item.payload.uniqueIdentifier))
  }

  return {
    resolveIdentifier(given) {
      if (typeof given === 'string') return given
      if (given === undefined) {
        if (!placeholder) throw createNotFoundError('an identifier')
        return placeholder
      }
      if (typeof given === 'number') {
        const found = findByPosition(given)
        if (!found) throw createNotFoundError(`an identifier at position ${given}`)
        return found
      }
      const name: string = given.enumeration
      const found = name === 'IDPlaceholder' ? placeholder : findNewest((item) => findIdentifier(item, name))
      if (!found) throw createNotFoundError(name)
      return found
    },
    resolveData(given) {
      if (given === undefined || given instanceof Uint8Array) return given
      const found =
        typeof given === 'number'
          ? findData(earlier.at(given))
          : findNewest((item) => (item.operation === given.enumeration ? findData(item) : undefined))
      if (!found) throw createNotFoundError('that data')
      return found
    },
    note(operation, payload, placeholderOut) {
      const isFirst = typeof placeholderOut === 'object'
      const out = toIdentifier(payload[isFirst ? placeholderOut.firstOf : placeholderOut], isFirst)
      if (placeholderOut !== 'none') placeholder = out
      earlier.push({ operation, payload, out })
    },
    forget() {
      placeholder = undefined
    },
  }
}
