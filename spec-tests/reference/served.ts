import { createHandlers } from '../../server/operations/create-handlers.ts'

/** The operations of a server as `kmip serve` starts it, with an authority and clients of its own. */
export const served = (): ReadonlySet<string> => {
  const means = { generateKeyPair: never, derive: never, certifyAuthority: {}, clientCredentials: {} }
  return new Set(createHandlers(means as never).map(({ operation }) => operation.name))
}

const never = (): never => {
  throw new Error('nothing is asked of these handlers')
}
