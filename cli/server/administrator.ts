import type { KeyObject } from 'node:crypto'
import type {
  AddUserOptions,
  CheckedClients,
  DeviceIdentifiers,
  IssueClientOptions,
  IssuedClient,
  LimitTerms,
  ListedClient,
  User,
} from '../../server/index.ts'

/** What a certificate is issued with. */
export interface IssueTerms extends Pick<IssueClientOptions, 'days' | 'replace' | 'limits'> {
  readonly publicKey: KeyObject
}

/** A client, or one certificate (PEM) of any authority. */
export type RevokedOne = { readonly name: string } | { readonly pem: string }

/** A user to add. */
export interface UserTerms extends Pick<AddUserOptions, 'name' | 'password' | 'clients'> {
  readonly device?: { readonly [field in keyof DeviceIdentifiers]?: string }
  readonly oneTimePassword: boolean
  readonly hashedPassword: boolean
  readonly replace: boolean
}

export type ListedUser = Pick<User, 'name' | 'clients' | 'device' | 'created'>

/** Changes clients and users of a server: a running one, or the files of one that is stopped. */
export interface Administrator {
  readonly dataDirectory: string
  /** Whether the data directory is this user's. */
  readonly isOwner: boolean
  listClients(): Promise<readonly ListedClient[]>
  issueClient(name: string, terms: IssueTerms): Promise<IssuedClient>
  limitClient(name: string, terms: LimitTerms): Promise<void>
  /** @returns the name, or the subject of the certificate */
  revokeClient(which: RevokedOne): Promise<string>
  listUsers(): Promise<readonly ListedUser[]>
  /** The clients whose credentials the server checks. */
  readCheckedClients(): Promise<CheckedClients>
  /** @returns the address for an authenticator, with the secret of its codes */
  addUser(terms: UserTerms): Promise<{ readonly authenticator?: string }>
  removeUser(name: string): Promise<void>
}
