import { join } from 'node:path'
import type { Version } from '../../codec/index.ts'
import { addUser, openUsers } from '../../server/index.ts'
import { openTestSite } from '../support/test-server.ts'
import type { CaseFile } from './case-file.ts'
import { find, valueAt } from './element.ts'
import { type NotificationListener, openNotificationListener } from './notification-listener.ts'
import { createPublishedAuthority } from './published-authority.ts'

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

/** A client that listens, and the version that the server speaks to it. */
export interface Listening extends NotificationListener {
  readonly version: Version
}

/** The version of the server's own requests in a case. */
const findReverseVersion = ({ steps }: CaseFile): Version | undefined => {
  const asked = steps.find(({ fromServer }) => fromServer)?.response
  const number = find(asked, 'RequestHeader', 'ProtocolVersion')
  return number && (`${valueAt(number, 'ProtocolVersionMajor')}.${valueAt(number, 'ProtocolVersionMinor')}` as Version)
}

/** Where servers are set up; all of one laboratory share its certificates, none shares a store. */
export interface Laboratory {
  /** A client that the server tells of what it owns, where the case has it so. */
  listen(file: CaseFile): Promise<Listening | undefined>
  startServer(told?: Listening): Promise<ServerUnderTest>
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

/** Makes certificates in a new folder below the system's temporary folder. */
export const openLaboratory = async (): Promise<Laboratory> => {
  const site = await openTestSite()
  const users = join(site.directory, 'users')
  for (const user of knownUsers) await addUser({ ...user, directory: users, now: new Date() })
  const certifyAuthority = createPublishedAuthority()
  return {
    async listen(file) {
      const version = findReverseVersion(file)
      return version && { ...(await openNotificationListener(site.directory)), version }
    },
    async startServer(told) {
      let ahead = 0
      const { port, httpsPort, ca, cert, key, close } = await site.start({
        identity: { users: openUsers(users) },
        ...(told && { endpoints: [{ owner: 'CN=admin', version: told.version, put: true, connect: told.connect }] }),
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
