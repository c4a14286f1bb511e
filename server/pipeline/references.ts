import {
  type AnyOperation,
  type Data,
  KmipError,
  type OperationName,
  type UniqueIdentifier,
} from '../../codec/index.ts'

/** What earlier items of a batch left for later ones: KMIP 1.4 §4 (ID Placeholder), 2.1 §4.60 and §7.8. */
export interface References {
  /** The identifier that a request names, or leaves to the ID Placeholder. */
  resolveIdentifier(given: UniqueIdentifier | undefined): string
  /** The bytes that a request names. */
  resolveData(given: Data | undefined): Uint8Array | undefined
  /** Takes note of what an item answered. */
  note(operation: OperationName, payload: Payload, placeholderOut: AnyOperation['placeholderOut']): void
  /** Empties the ID Placeholder. */
  forget(): void
}

type Payload = Readonly<Record<string, unknown>>

/** What one item answered; `out`: the identifier that it leaves in the ID Placeholder. */
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

/** What an item answered under one of the names by which later items call it: `Create`, `CreateKeyPairPrivateKey`. */
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

  /** The newest answer that has what is looked for. */
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
