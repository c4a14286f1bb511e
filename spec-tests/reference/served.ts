import { handlers } from '../../server/operations/index.ts'

/** The operations that a server does which has an authority, as `kmip serve` makes one. */
export const served = (): ReadonlySet<string> => {
  const means = { generateKeyPair: never, derive: never, certifyAuthority: {} }
  return new Set(handlers(means as never, {} as never).map(({ operation }) => operation.name))
}

const never = (): never => {
  throw new Error('nothing is asked of these handlers')
}
