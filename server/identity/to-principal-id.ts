/**
 * The principal id of a configured name: `payments-db` is the client with that common name, `payments-db;user:fred` a user of it.
 * Whole subjects (`O=Example,CN=db`), other names in certificates (`URI:spiffe://example.org/db`), those with the prefix of an
 * authority (`partner:CN=db`), `user:fred` and `*` stay as they are.
 */
export const toPrincipalId = (name: string): string =>
  /^[^;]*=|^(?:[\w.-]+:)?(?:URI|DNS):|^user:/.test(name) || name === '*' ? name : `CN=${name}`
