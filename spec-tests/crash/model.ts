/** One object as its worker knows it: what was acknowledged, and what was sent but not answered when the server died. */
export interface KnownObject {
  readonly id: string
  name: string | undefined
  state: string
  contact: string | undefined
  /** Hexadecimal; once it was seen, it must never change. */
  material: string | undefined
  replacedBy: string | undefined
  replaces: string | undefined
  pending: Pending | undefined
}

/** What may or may not have happened. */
export type Pending =
  | { readonly kind: 'state'; readonly to: string }
  | { readonly kind: 'contact'; readonly to: string | undefined }
  | { readonly kind: 'rekey' }

/** Objects asked for under these names, of which no answer came: all are there, or none. */
export interface PendingMake {
  readonly names: readonly string[]
}

export interface Model {
  readonly objects: Map<string, KnownObject>
  readonly makes: PendingMake[]
  acknowledged: number
}

export const createModel = (): Model => ({ objects: new Map(), makes: [], acknowledged: 0 })

export const toKnownObject = (id: string, name: string | undefined, facts: Partial<KnownObject> = {}): KnownObject => ({
  id,
  name,
  state: 'PreActive',
  contact: undefined,
  material: undefined,
  replacedBy: undefined,
  replaces: undefined,
  pending: undefined,
  ...facts,
})
