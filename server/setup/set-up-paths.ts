import { join, resolve } from 'node:path'

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
  /** What clients may do; created with the first limit. */
  readonly limits: string
  /** The authority whose clients' names have no prefix; created at the first start. */
  readonly identity: string
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
    limits: join(directory, 'limits.json'),
    identity: join(directory, 'identity.json'),
    users: join(directory, 'users'),
  }
}

/** Where the files of a client are. */
export interface ClientPaths extends KeyPairPaths {
  /** The folder of `cert` and `key`. */
  readonly out: string
  /** Whether that is another folder than `clients` of the data directory. */
  readonly isElsewhere: boolean
  /** The authority's certificate: beside the client's if they are elsewhere. */
  readonly ca: string
  /** The copy of the certificate in the data directory, which claims the name. */
  readonly record: string
}

/** @param given the folder for the files; `clients` in the data directory by default */
export const toClientPaths = (paths: SetUpPaths, name: string, given: string | undefined): ClientPaths => {
  const out = resolve(given ?? paths.clients)
  const isElsewhere = out !== paths.clients
  return {
    ...toKeyPairPaths(out, name),
    out,
    isElsewhere,
    ca: isElsewhere ? join(out, 'ca.crt') : paths.ca.cert,
    record: toKeyPairPaths(paths.clients, name).cert,
  }
}
