import type { RouteTable } from '../../socket-interface/route.ts'
import { clientRoutes } from './clients/routes.ts'
import type { AdministrationRoute } from './route.ts'
import { serverRoutes } from './server/routes.ts'
import { storeRoutes } from './store/routes.ts'
import { userRoutes } from './users/routes.ts'

/**
 * Every request of the administrative interface, version 1. Listener, client, permissions and the OpenAPI
 * document follow from it.
 */
export const routes = {
  ...serverRoutes,
  ...clientRoutes,
  ...userRoutes,
  ...storeRoutes,
} as const satisfies RouteTable<AdministrationRoute>

export type Routes = typeof routes
