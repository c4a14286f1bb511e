import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { TestCertificates } from '../../client/testing/certificates.ts'
import { createDeclaredPolicy, type ObjectStore, type Policy } from '../../server/index.ts'
import { createDeniedError } from '../../server/policy/policy.ts'
import type { TestServer, TestSite } from '../support/test-server.ts'

/** What may be wrong with a key manager. */
export type Trouble =
  | 'none'
  /** Nothing listens. */
  | 'down'
  /** Takes connections, and says nothing. */
  | 'silent'
  /** Another server listens there, which is none for TLS. */
  | 'notTls'
  /** Its certificate is of an authority that nobody knows. */
  | 'unknownAuthority'
  /** It knows nothing of the authority of its clients. */
  | 'clientRefused'
  /** Takes requests, and does not answer them. */
  | 'slow'
  /** Ends when it is asked for something. */
  | 'restarting'
  /** Its store fails. */
  | 'generalFailure'
  | 'permissionDenied'

/** One of our servers behind a port that stays the same whatever happens. */
export interface TroubledKms extends AsyncDisposable {
  readonly port: number
  readonly server: TestServer
  suffer(trouble: Trouble): Promise<void>
  /** Connections that were opened to it so far. */
  readonly accepted: number
}

const listening = async (server: Server, port: number): Promise<number> => {
  server.listen(port, 'localhost')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

export const troubledKms = async (site: TestSite, certificates: TestCertificates): Promise<TroubledKms> => {
  let trouble: Trouble = 'none'
  let accepted = 0
  let front: Server | undefined
  const sockets = new Set<Socket>()
  /** Requests that are not answered. */
  const held: (() => void)[] = []
  const endAll = (): void => {
    for (const socket of sockets) socket.destroy()
  }

  /** In the midst of a request. */
  const meddle = async (): Promise<void> => {
    if (trouble === 'slow') await new Promise<void>((resolve) => held.push(resolve))
    if (trouble === 'generalFailure') throw new Error('the disk is gone')
    if (trouble === 'restarting') endAll()
  }
  const wrapStore = (store: ObjectStore): ObjectStore => ({
    get: async (id) => {
      await meddle()
      return store.get(id)
    },
    find: async (query) => {
      await meddle()
      return store.find(query)
    },
    commit: (...given) => store.commit(...given),
    documents: (query) => store.documents(query),
    audit: (...given) => store.audit(...given),
    removeAudit: (count) => store.removeAudit(count),
    close: () => store.close(),
  })
  const usual = createDeclaredPolicy()
  const policy: Policy = {
    requireOperation: (...given) => usual.requireOperation(...given),
    requireAccess(principal, operation, object) {
      if (trouble === 'permissionDenied') throw createDeniedError(principal, operation, '')
      usual.requireAccess(principal, operation, object)
    },
    determineReach: (principal) => usual.determineReach(principal),
    mayReuseNames: (owner) => usual.mayReuseNames(owner),
  }
  const server = await site.start({ store: wrapStore, policy })

  const strange = createTlsServer({ cert: certificates.stranger.cert, key: certificates.stranger.key })
  const refusing = createTlsServer({
    ...certificates.server,
    ca: certificates.stranger.ca,
    requestCert: true,
    rejectUnauthorized: true,
  })
  for (const each of [strange, refusing]) each.on('tlsClientError', () => undefined)
  const [strangePort, refusingPort] = [await listening(strange, 0), await listening(refusing, 0)]

  const through = (socket: Socket, port: number): void => {
    const other = connect(port, 'localhost')
    sockets.add(other)
    for (const [one, another] of [
      [socket, other],
      [other, socket],
    ] as const)
      one.on('error', () => undefined).on('close', () => another.destroySoon())
    socket.pipe(other).pipe(socket)
  }
  const onConnection = (socket: Socket): void => {
    accepted++
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    if (trouble === 'silent') return
    if (trouble === 'notTls') socket.end('SSH-2.0-OpenSSH_9.9\r\n')
    else if (trouble === 'unknownAuthority') through(socket, strangePort)
    else if (trouble === 'clientRefused') through(socket, refusingPort)
    else through(socket, server.port)
  }
  const open = async (port: number): Promise<number> => {
    front = createServer(onConnection)
    return listening(front, port)
  }
  const port = await open(0)
  return {
    port,
    server,
    get accepted() {
      return accepted
    },
    async suffer(next) {
      trouble = next
      for (const goOn of held.splice(0)) goOn()
      // A server that is slow, or fails, keeps its connections.
      if (!['none', 'slow', 'generalFailure', 'permissionDenied', 'restarting'].includes(next)) endAll()
      if (next === 'down') front = void front?.close()
      else if (!front) await open(port)
    },
    async [Symbol.asyncDispose]() {
      front?.close()
      strange.close()
      refusing.close()
      endAll()
      await server.close()
    },
  }
}
