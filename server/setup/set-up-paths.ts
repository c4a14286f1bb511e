import { join } from 'node:path'

/** A certificate and its private key, both PEM files. */
export interface KeyPairPaths {
  readonly cert: string
  readonly key: string
}

/** The paths of a data directory. */
export interface SetUpPaths {
  readonly directory: string
  /** 32 raw bytes. */
  readonly masterKey: string
  readonly ca: KeyPairPaths
  /** The authority that signs for Certify; never trusted for clients. */
  readonly certifyCa: KeyPairPaths
  readonly serverEc: KeyPairPaths
  readonly serverRsa: KeyPairPaths
  /** Certificates of clients, `NAME.crt`, and `NAME.key` if not written elsewhere. */
  readonly clients: string
  readonly admin: KeyPairPaths
  /** Revoked clients; created with the first. */
  readonly revoked: string
  /** One file for each user; created with the first. */
  readonly users: string
}

/** `NAME.crt` and `NAME.key` in a directory. */
export const toKeyPairPaths = (directory: string, name: string): KeyPairPaths => ({
  cert: join(directory, `${name}.crt`),
  key: join(directory, `${name}.key`),
})

/** The layout of a data directory; reads nothing. */
export function toSetUpPaths(directory: string): SetUpPaths {
  const clients = join(directory, 'clients')
  return {
    directory,
    masterKey: join(directory, 'master.key'),
    ca: toKeyPairPaths(directory, 'ca'),
    certifyCa: toKeyPairPaths(directory, 'certify-ca'),
    serverEc: toKeyPairPaths(directory, 'server-ec'),
    serverRsa: toKeyPairPaths(directory, 'server-rsa'),
    clients,
    admin: toKeyPairPaths(clients, 'admin'),
    revoked: join(directory, 'revoked.json'),
    users: join(directory, 'users'),
  }
}
