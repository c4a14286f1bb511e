import { type Data, KmipError, type OperationName, type UniqueIdentifier } from '../../codec/index.ts'

/** What earlier items of a batch left for later ones: KMIP 1.4 §4 (ID Placeholder), 2.1 §4.60 and §7.8. */
export interface References {
  /** The identifier that a request names, or leaves to the ID Placeholder. */
  identifier(given: UniqueIdentifier | undefined): string
  /** The bytes that a request names. */
  data(given: Data | undefined): Uint8Array | undefined
  /** Takes note of what an item answered. */
  note(operation: OperationName, payload: Readonly<Record<string, unknown>>, placeholderOut: string | undefined): void
}

const noSuch = (what: string): KmipError =>
  new KmipError('ObjectNotFound', `No earlier item of this batch gives ${what}.`)

export const references = (): References => {
  let placeholder: string | undefined
  const identifiers: (string | undefined)[] = []
  const named = new Map<string, string>()
  const data: (Uint8Array | undefined)[] = []
  const namedData = new Map<string, Uint8Array>()

  const at = <V>(list: readonly V[], index: number): V | undefined => list.at(index)
  const idOf = (value: unknown): string | undefined => {
    const one = Array.isArray(value) ? (value.length === 1 ? value[0] : undefined) : value
    return typeof one === 'string' ? one : undefined
  }

  return {
    identifier(given) {
      if (typeof given === 'string') return given
      if (given === undefined) {
        if (!placeholder) throw noSuch('an identifier')
        return placeholder
      }
      const name = typeof given === 'number' ? undefined : given.enumeration
      const found =
        typeof given === 'number'
          ? at(identifiers, given)
          : name === 'IDPlaceholder'
            ? placeholder
            : named.get(name as string)
      if (!found) throw noSuch(name ?? `an identifier at position ${given}`)
      return found
    },
    data(given) {
      if (given === undefined || given instanceof Uint8Array) return given
      const found = typeof given === 'number' ? at(data, given) : namedData.get(given.enumeration)
      if (!found) throw noSuch('that data')
      return found
    },
    note(operation, payload, placeholderOut) {
      const out = placeholderOut && placeholderOut in payload ? idOf(payload[placeholderOut]) : undefined
      if (placeholderOut) placeholder = out
      identifiers.push(out ?? idOf(payload.uniqueIdentifier))
      if (out) named.set(operation, out)
      for (const half of ['Private', 'Public'] as const) {
        const id = idOf(payload[`${half.toLowerCase()}KeyUniqueIdentifier`])
        if (id) named.set(`${operation}${half}Key`, id)
      }
      const bytes = payload.data instanceof Uint8Array ? payload.data : undefined
      data.push(bytes)
      if (bytes) namedData.set(operation, bytes)
    },
  }
}
