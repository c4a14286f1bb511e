/**
 * The principal id of a configured name: `payments-db` is the client with that common name, `payments-db;user:fred` a user of it.
 * Whole subjects (`O=Example,CN=db`), `user:fred` and `*` stay as they are.
 */
export const toPrincipalId = (name: string): string =>
  /^[^;]*=/.test(name) || name.startsWith('user:') || name === '*' ? name : `CN=${name}`
