import { type Client, item, type Outcome } from '../../client/index.ts'
import { type AttributeList, keyMaterialOf, type ManagedObject } from '../../codec/index.ts'

/** What the server says of one object. */
export interface Seen {
  readonly list: AttributeList
  /** The key as hexadecimal digits or, of a key that is not one byte string, as text. */
  readonly material: string | undefined
  /** Why Get gave none. */
  readonly refusal: string | undefined
}

const itemsAtOnce = 100

/** The key that Get gives, comparable with `===`. */
export const materialIn = (object: ManagedObject): string => {
  const keyMaterial = keyMaterialOf(object)
  return keyMaterial instanceof Uint8Array
    ? Buffer.from(keyMaterial).toString('hex')
    : JSON.stringify(keyMaterial, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
}

/** Every object of the store that this client owns, destroyed ones too: its attributes, and what Get gives. */
export const takeSnapshot = async (client: Client): Promise<Map<string, Seen>> => {
  const { uniqueIdentifier = [] } = await client.locate({ storageStatusMask: ['OnLineStorage', 'DestroyedStorage'] })
  const ids = uniqueIdentifier.map(String)
  const all = new Map<string, Seen>()
  for (let at = 0; at < ids.length; at += itemsAtOnce) {
    const some = ids.slice(at, at + itemsAtOnce)
    const lists = await client.batch(some.map((id) => item.getAttributes({ uniqueIdentifier: id })))
    const keys = await client.batch(
      some.map((id) => item.get({ uniqueIdentifier: id })),
      { errorContinuation: 'Continue' },
    )
    for (const [i, id] of some.entries()) {
      const attributes = lists[i] as Outcome<'GetAttributes'>
      if (!attributes.ok) throw attributes.error
      const key = keys[i] as Outcome<'Get'>
      all.set(id, {
        list: attributes.response.attributes ?? [],
        material: key.ok ? materialIn(key.response.object) : undefined,
        refusal: key.ok ? undefined : key.error.resultReason,
      })
    }
  }
  return all
}
