import type { Openssl } from './openssl.ts'
import type { ServerUnderTest } from './server-under-test.ts'

/** One algorithm or mode that the server supports. */
export interface Entry {
  /** Unique, in KMIP's terms. */
  readonly name: string
}

/** Throws when the server and openssl differ. */
export type Comparison = (openssl: Openssl, server: ServerUnderTest) => Promise<void>

/** One kind of cryptography. */
export interface Area<E extends Entry = Entry> {
  readonly title: string
  /**
   * Everything of it that the server does, found out by asking for all that KMIP has names for: what is added to the
   * server is in it by itself.
   */
  inventory(server: ServerUnderTest): Promise<readonly E[]>
  /** How to compare it with openssl, or why openssl cannot; `undefined` when undecided. */
  comparison(entry: E): Comparison | string | undefined
}

/** An entry of any area, with its comparison. */
export interface ComparedEntry extends Entry {
  readonly comparison: Comparison | string | undefined
}

/** The inventory of an area. */
export const listArea = async <E extends Entry>(
  area: Area<E>,
  server: ServerUnderTest,
): Promise<readonly ComparedEntry[]> =>
  (await area.inventory(server)).map((entry) => ({
    name: `${area.title}: ${entry.name}`,
    comparison: area.comparison(entry),
  }))
