import { createResponder } from '../../socket-interface/respond.ts'
import type { InterfaceDeclaration } from '../../socket-interface/route.ts'
import { agentErrors } from './agent-error.ts'
import { handlers, type Services } from './handlers.ts'
import { requirePermission } from './require-permission.ts'
import { type Routes, routes } from './routes.ts'

/** The interface as its listener needs it. */
export const agentInterface: InterfaceDeclaration<Routes> = {
  listener: 'agent',
  routes,
  errors: agentErrors,
  wrongMethod: 'badRequest',
}

/** Answers one request of the interface. Never rejects. */
export const respond = createResponder<Routes, Services>({
  ...agentInterface,
  handlers,
  requirePermission: (id, name, { socket }) => requirePermission(routes[id], name, socket),
})
