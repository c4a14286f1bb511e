import { SetUpError } from './set-up-error.ts'

/** Whether a name is safe as a file name and as the subject `CN=name`: 1 to 64 of `A-Za-z0-9._@-`, no dot or dash in front. */
export const isClientName = (name: string): boolean => /^[A-Za-z0-9_@][A-Za-z0-9._@-]{0,63}$/.test(name)

/** @throws SetUpError */
export const requireClientName = (name: string): void => {
  if (!isClientName(name))
    throw new SetUpError(
      `"${name}" cannot be the name of a client: 1 to 64 letters, digits and . _ @ - make one, with no dot or dash in front.`,
    )
}
