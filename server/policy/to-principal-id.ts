/**
 * The principal that an operator names: `payments-db` is the client of that common name, `payments-db;user:fred` a user of it.
 * Whole subjects (`O=Example,CN=db`), `user:fred` and `*` stand for themselves.
 */
export const toPrincipalId = (name: string): string =>
  /^[^;]*=/.test(name) || name.startsWith('user:') || name === '*' ? name : `CN=${name}`
