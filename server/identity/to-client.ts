/** The client of a principal's id: the subject of its certificate. `undefined` for a user that all certificates share. */
export const toClient = (principal: string): string | undefined => {
  if (principal.startsWith('user:')) return undefined
  // A `;` in a subject has a backslash in front.
  const [client] = principal.split(/(?<!\\);user:/)
  return client
}
