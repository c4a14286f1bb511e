import { join } from 'node:path'
import { addUser, usersIn } from '../../server/index.ts'
import { openTestSite } from '../support/test-server.ts'
import { publishedAuthority } from './published-authority.ts'

/** A server with an empty store, and what a client needs to talk to it (PEM). */
export interface ServerUnderTest {
  readonly port: number
  readonly httpsPort: number
  readonly ca: Uint8Array
  readonly cert: Uint8Array
  readonly key: Uint8Array
  /** The server's clock, in seconds since 1970. */
  now(): number
  /** Sets the server's clock forward. */
  advance(seconds: number): void
  close(): Promise<void>
}

/** Where servers are set up; all of one laboratory share its certificates, none shares a store. */
export interface Laboratory {
  startServer(): Promise<ServerUnderTest>
  close(): Promise<void>
}

/** Seconds. */
const patience = 60

/** Whose credentials TC-111 and TC-112 send. */
const knownUsers = [
  { name: 'Fred', password: 'password1' },
  { name: 'Barney', password: 'secret2' },
  {
    name: 'devID2233',
    password: 'secret',
    device: {
      deviceSerialNumber: 'serNum123456',
      deviceIdentifier: 'devID2233',
      networkIdentifier: 'netID9000',
      machineIdentifier: 'machineID1',
      mediaIdentifier: 'mediaID313',
    },
  },
  {
    name: 'devID4444',
    password: 'passwd',
    device: {
      deviceSerialNumber: 'serNum101010',
      deviceIdentifier: 'devID4444',
      networkIdentifier: 'netID9',
      machineIdentifier: 'machineID1111',
      mediaIdentifier: 'mediaID0000',
    },
  },
]

/** Makes certificates in a folder of its own below the system's temporary folder. */
export const openLaboratory = async (): Promise<Laboratory> => {
  const site = await openTestSite()
  const users = join(site.directory, 'users')
  for (const user of knownUsers) await addUser({ ...user, directory: users, now: new Date() })
  const certifyAuthority = publishedAuthority()
  return {
    async startServer() {
      let ahead = 0
      const { port, httpsPort, ca, cert, key, close } = await site.start({
        identity: { users: usersIn(users) },
        https: true,
        now: () => new Date(Date.now() + ahead * 1000),
        certifyAuthority,
        connections: 10,
        requestTimeout: patience,
        idleTimeout: patience,
      })
      return {
        ...{ port, httpsPort, ca, cert, key, close },
        now: () => Math.floor(Date.now() / 1000) + ahead,
        advance(seconds) {
          ahead += seconds
        },
      }
    },
    close: () => site.close(),
  }
}
