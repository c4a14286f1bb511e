import type { Openssl } from './openssl.ts'
import type { Served } from './served.ts'

/** Something that the server does. */
export interface Named {
  /** In KMIP's words, and unlike any other. */
  readonly name: string
}

/** Throws when the server and openssl differ. */
export type Comparison = (openssl: Openssl, server: Served) => Promise<void>

/** One kind of cryptography. */
export interface Area<E extends Named = Named> {
  readonly title: string
  /**
   * Everything of it that the server does, found out by asking for all that KMIP has names for: what is added to the
   * server is in it by itself.
   */
  inventory(server: Served): Promise<readonly E[]>
  /** How to compare it with openssl, or why openssl cannot; `undefined` when nobody has said. */
  comparison(entry: E): Comparison | string | undefined
}

/** An entry of any area, with what is said of it. */
export interface Listed extends Named {
  readonly comparison: Comparison | string | undefined
}

/** The inventory of an area. */
export const listed = async <E extends Named>(area: Area<E>, server: Served): Promise<readonly Listed[]> =>
  (await area.inventory(server)).map((entry) => ({
    name: `${area.title}: ${entry.name}`,
    comparison: area.comparison(entry),
  }))
