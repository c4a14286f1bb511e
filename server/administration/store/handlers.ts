import type { Handlers } from '../../../socket-interface/respond.ts'
import type { AdministrationServices } from '../services.ts'
import type { storeRoutes } from './routes.ts'

/** What the server does for the routes about the keys of the store. */
export const storeHandlers: Handlers<typeof storeRoutes, AdministrationServices> = {
  'GET /v1/store/keys': (_, { storeKeys }) => storeKeys.read(),
  'POST /v1/store/rotate-data-key': async (_, { storeKeys }) => ({ dataKey: await storeKeys.rotateDataKey() }),
  'POST /v1/store/rotate-master-key': async (_, { storeKeys }) => ({ masterKey: await storeKeys.rotateMasterKey() }),
}
