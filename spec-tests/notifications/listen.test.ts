import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as tlsConnect } from 'node:tls'
import { expect } from 'chai'
import { type Client, connect, type Listener, listen } from '../../client/index.ts'
import type { NotifyRequest, PutRequest } from '../../codec/index.ts'
import { connectEndpoint, createMasterKey, openSqliteStore } from '../../server/index.ts'
import { createNotifications, type NotificationTrouble } from '../../server/notifications/notifications.ts'
import { attachCommitListeners } from '../../server/store/commit-listeners.ts'
import { createTtlvRecordCodec } from '../../server/store/record/ttlv-record-codec.ts'
import { openTestSite, type TestServer, type TestSite } from '../support/test-server.ts'
import type { Access } from '../support/wire-client.ts'

const aes = {
  objectType: 'SymmetricKey',
  attributes: { cryptographicAlgorithm: 'AES', cryptographicLength: 128 },
} as const

/** A certificate for a listener on localhost, by openssl. */
const listenerCertificate = (folder: string) => {
  const files = ['-keyout', 'listener.key', '-out', 'listener.crt']
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  execFileSync('openssl', [...request, ...names, ...files], { cwd: folder, stdio: 'pipe' })
  return { cert: readFileSync(join(folder, 'listener.crt')), key: readFileSync(join(folder, 'listener.key')) }
}

describe('notifications to a client that listens (KMIP 1.4 §5)', () => {
  let site: TestSite
  let server: TestServer
  let folder: string
  let own: { cert: Buffer; key: Buffer }
  let manager: Access
  let client: Client
  let port: number
  let listener: Listener | undefined
  const told: (PutRequest | NotifyRequest)[] = []
  const closed: string[] = []
  let fails = 0

  const take = (each: PutRequest | NotifyRequest): void => {
    if (fails-- > 0) throw new Error('not now')
    told.push(each)
  }
  const startListening = async (at = 0): Promise<Listener> =>
    listen({
      ...{ port: at, host: 'localhost', ...own, ca: manager.ca, server: 'key-manager' },
      put: take,
      notify: take,
      closed: (why) => closed.push(why),
    })
  /** Looks again and again, for 15 seconds: what does not come is a failure, and no loop is left behind. */
  const waitUntil = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
    for (const end = Date.now() + 15_000; !(await holds()); ) {
      if (Date.now() > end) throw new Error('it did not come within 15 seconds')
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  const waitForCount = (count: number): Promise<void> => waitUntil(() => told.length >= count)

  before(async () => {
    site = await openTestSite()
    folder = mkdtempSync(join(tmpdir(), 'kmip-listen-'))
    own = listenerCertificate(folder)
    const first = await site.start()
    manager = await site.as('key-manager', first)
    const app = await site.as('app', first)
    listener = await startListening()
    port = listener.port
    server = await site.start({
      endpoints: [
        {
          owner: 'CN=app',
          version: '1.2',
          put: true,
          connect: () =>
            connectEndpoint({
              ...{ host: 'localhost', port, ca: own.cert, cert: manager.cert, key: manager.key },
              ...{ messageSize: 65_536, timeout: 5000 },
            }),
        },
      ],
    })
    client = await connect({ host: 'localhost', ...app, port: server.port, version: '1.2' })
  })
  after(async () => {
    await client.close()
    await listener?.close()
    await site.close()
    rmSync(folder, { recursive: true })
  })
  beforeEach(() => {
    told.length = 0
    closed.length = 0
  })

  it('come as TC-NP-2 has them: what is new with its key, then what changes', async () => {
    const { uniqueIdentifier } = await client.create(aes)
    await client.addAttribute({
      uniqueIdentifier,
      newAttribute: {
        attribute: 'Attribute',
        value: {
          vendorIdentification: 'x',
          attributeName: 'provider',
          attributeValue: { tag: 0x42000b, type: 'TextString', value: 'unknown' },
        },
      },
    })
    await client.destroy({ uniqueIdentifier })
    await waitForCount(3)
    const [put, added, destroyed] = told as [PutRequest, NotifyRequest, NotifyRequest]
    expect(put).to.include({ uniqueIdentifier, putFunction: 'New' })
    expect(put.object).to.have.property('symmetricKey')
    expect(added.attributes?.map(({ attribute }) => attribute)).to.have.members(['Attribute', 'LastChangeDate'])
    expect(destroyed.attributes).to.deep.include({ attribute: 'State', value: 'Destroyed' })
    expect(server.troubles).to.deep.equal([])
  })

  it('wait for a client that is away, in order, and are tried again when it refuses', async () => {
    await listener?.close()
    const { uniqueIdentifier } = await client.create(aes)
    await client.activate({ uniqueIdentifier })
    await waitUntil(() => server.troubles.length > 0)
    expect(server.troubles[0]).to.deep.include({ owner: 'CN=app', what: 'delayed' })
    fails = 1
    listener = await startListening(port)
    await waitForCount(2)
    expect(told.map((each) => [each.uniqueIdentifier, 'putFunction' in each])).to.deep.equal([
      [uniqueIdentifier, true],
      [uniqueIdentifier, false],
    ])
    expect(server.troubles.filter(({ what }) => what === 'lost')).to.deep.equal([])
  }).timeout(20_000)

  it('are taken from the server alone: another client of its authority is turned away', async () => {
    const { cert, key } = await site.as('intruder', server)
    const socket = tlsConnect({ host: 'localhost', port, ca: own.cert, cert, key })
    await new Promise<void>((resolve) => {
      socket.on('error', () => undefined).on('close', () => resolve())
    })
    expect(closed.join()).to.include('intruder was refused: key-manager is awaited')
  })

  it('are kept through a restart, and no more of them than there is room for', async () => {
    const path = join(folder, 'store.db')
    const secret = createMasterKey(Buffer.alloc(32, 7))
    const reportFault = (error: unknown) => {
      throw error
    }
    const open = () => openSqliteStore({ path, masterKey: secret, codec: createTtlvRecordCodec(), reportFault })
    const troubles: NotificationTrouble[] = []
    let isAdmitted = false
    const openNotifications = (store: Awaited<ReturnType<typeof open>>, reachable: boolean) =>
      createNotifications({
        store,
        isAdmitted: () => isAdmitted,
        delays: { first: 20, longest: 20 },
        endpoints: [
          {
            owner: 'CN=app',
            version: '1.4',
            put: false,
            connect: async () => {
              if (!reachable) throw new Error('away')
              return connectEndpoint({
                ...{ host: 'localhost', port, ca: own.cert, cert: manager.cert, key: manager.key },
                ...{ messageSize: 65_536, timeout: 5000 },
              })
            },
          },
        ],
        now: () => new Date(),
        random: (size) => crypto.getRandomValues(new Uint8Array(size)),
        onTrouble: (trouble) => troubles.push(trouble),
        reportFault,
      })
    const object = {
      uniqueIdentifier: crypto.randomUUID(),
      objectType: 'OpaqueObject' as const,
      owner: 'CN=app',
      revision: 0,
      attributes: [{ attribute: 'Comment' as const, index: 0, value: 'a' }],
    }
    const before = await open()
    const first = openNotifications(before, false)
    const store = attachCommitListeners(before, [first.listener], (error) => {
      throw error
    })
    await store.commit([{ kind: 'create', object }])
    const changed = { ...object, revision: 1, attributes: [{ attribute: 'Comment' as const, index: 0, value: 'b' }] }
    await store.commit([{ kind: 'update', object: changed }])
    const conflict = await store.commit([{ kind: 'update', object: changed }]).catch((error: Error) => error.name)
    expect(conflict).to.equal('RevisionConflict')
    await first.close()
    await before.close()

    const after = await open()
    const second = openNotifications(after, true)
    await second.start()
    // A revoked client gets nothing.
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(told).to.deep.equal([])
    isAdmitted = true
    await waitForCount(1)
    await waitUntil(async () => (await after.documents({ kind: 'notification' })).length === 0)
    await second.close()
    await after.close()
    expect(told).to.have.lengthOf(1)
    expect(told[0]?.attributes).to.deep.equal([{ attribute: 'Comment', value: 'b' }])
    expect(troubles.every(({ what }) => what === 'delayed')).to.equal(true)
  })
})
