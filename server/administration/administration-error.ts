import { type ErrorTable, InterfaceError } from '../../socket-interface/interface-error.ts'

/** Why the administrative interface refuses a request. */
export const administrationErrors = {
  badRequest: { status: 400, meaning: 'the path, the body or a field is wrong' },
  notPermitted: { status: 403, meaning: 'the role of this socket may not use the route' },
  notFound: { status: 404, meaning: 'no such path, client or user' },
  methodNotAllowed: { status: 405, meaning: 'the path does not take the method' },
  exists: { status: 409, meaning: 'the name is taken' },
  refused: { status: 409, meaning: 'the state of the server does not allow it; the message says what to do' },
  tooLarge: { status: 413, meaning: 'a body over 2 MiB' },
  unusable: { status: 422, meaning: 'a field has the right form, but its value cannot be used: PEM that holds no key' },
  internal: { status: 500, meaning: "the server failed; the cause is in the server's log" },
  unavailable: { status: 503, meaning: 'the server does not answer, or is stopping: retry' },
} as const satisfies ErrorTable

export type AdministrationErrorCode = keyof typeof administrationErrors

/** An error for the person who administers the server. Its text never holds anything secret. */
export class AdministrationError extends InterfaceError<AdministrationErrorCode> {
  override readonly name = 'AdministrationError'
}
