import type { Server } from 'node:http'
import { makeDirectory } from '../../durable/durable-file.ts'
import { closeSocket, listenOnSocket } from '../../socket-interface/listen.ts'
import { createResponder, type Handlers } from '../../socket-interface/respond.ts'
import type { InterfaceDeclaration } from '../../socket-interface/route.ts'
import { SetUpError } from '../setup/set-up-error.ts'
import { AdministrationError, administrationErrors } from './administration-error.ts'
import { clientHandlers } from './clients/handlers.ts'
import type { Role } from './role.ts'
import type { AdministrationRoute } from './route.ts'
import { type Routes, routes } from './routes.ts'
import { serverHandlers } from './server/handlers.ts'
import type { AdministrationServices } from './services.ts'
import { type AdministrationConfiguration, toSocketDirectory, toSocketPlaces } from './socket-places.ts'
import { storeHandlers } from './store/handlers.ts'
import { userHandlers } from './users/handlers.ts'

/** The interface as its listener needs it. */
export const administrationInterface: InterfaceDeclaration<Routes> = {
  listener: 'server',
  routes,
  errors: administrationErrors,
  wrongMethod: 'methodNotAllowed',
}

const handlers: Handlers<Routes, AdministrationServices> = {
  ...serverHandlers,
  ...clientHandlers,
  ...userHandlers,
  ...storeHandlers,
}

/** What happened on a socket, for the log. */
export interface AdministrationEvents {
  /** A request that changes something has succeeded. `name` is what it names: a client, a user. */
  readonly onAdministration: (change: { readonly role: Role; readonly route: string; readonly name?: string }) => void
  readonly onAdministrationRefusal: (refusal: {
    readonly role: Role
    readonly request: string
    readonly code: string
    readonly message: string
  }) => void
  readonly onFault: (error: unknown) => void
}

const readName = (body: unknown): string | undefined => {
  const name = typeof body === 'object' && body !== null && 'name' in body ? body.name : undefined
  return typeof name === 'string' ? name : undefined
}

export interface AdministrationOptions extends Omit<AdministrationServices, 'role'> {
  readonly configuration: AdministrationConfiguration
  readonly events: AdministrationEvents
}

export interface Administration {
  /** Stops listening, finishes requests in flight, and closes what remains after `grace` milliseconds. */
  close(grace?: number): Promise<void>
}

/** Connections to one socket at once. */
const maximumConnections = 100

/** Milliseconds to receive a request. */
const requestTimeout = 30_000

/** Mode of the directory that a group must be able to enter. The sockets have modes of their own. */
const sharedMode = 0o711

/** Opens the sockets of the administrative interface. @throws ConfigurationError */
export const openAdministration = async (options: AdministrationOptions): Promise<Administration> => {
  const { configuration, events, ...services } = options
  const places = configuration.enabled ? toSocketPlaces(configuration, services.directory) : []
  const respond = createResponder<Routes, AdministrationServices>({
    ...administrationInterface,
    handlers,
    requirePermission(id, _, { role }) {
      const { roles }: AdministrationRoute = routes[id]
      if (!roles.includes(role))
        throw new AdministrationError(
          'notPermitted',
          `The role ${role} may not use ${id}.`,
          `Use the socket of ${roles.join(' or ')}.`,
        )
    },
    explainError: (error) =>
      error instanceof SetUpError ? new AdministrationError(error.reason, error.message) : error,
    onSuccess(route, { name, body }, { role }) {
      const named = name || readName(body)
      if (!route.startsWith('GET '))
        events.onAdministration({ role, route, ...(named !== undefined && { name: named }) })
    },
  })
  const servers: Server[] = []
  const close = async (grace = 5000): Promise<void> => {
    await Promise.all(servers.map((server) => closeSocket(server, grace)))
  }
  try {
    for (const { role, ...place } of places) {
      if (servers.length === 0)
        await makeDirectory(
          configuration.directory ?? toSocketDirectory(services.directory),
          configuration.directory === undefined ? undefined : sharedMode,
        )
      const log = {
        logFault: events.onFault,
        logRefusal: (request: string, { code, message }: { readonly code: string; readonly message: string }) =>
          events.onAdministrationRefusal({ role, request, code, message }),
      }
      const server = await listenOnSocket(place, 'server', (request, response) => {
        void respond(request, response, { ...services, role }, log)
      })
      server.maxConnections = maximumConnections
      server.requestTimeout = requestTimeout
      servers.push(server)
    }
  } catch (error) {
    await close()
    throw error
  }
  return { close }
}
