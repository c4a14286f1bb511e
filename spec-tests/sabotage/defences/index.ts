import type { Defence, Unswitchable } from '../defence.ts'
import { access } from './access.ts'
import { administration } from './administration.ts'
import { agent } from './agent.ts'
import { connections } from './connections.ts'
import { identity } from './identity.ts'
import { processes } from './processes.ts'
import { store } from './store.ts'
import { storeKeys } from './store-keys.ts'

/** Every defence that can be switched off. A new one is one entry in the file of its subject: see CONTRIBUTING.md. */
export const defences: readonly Defence[] = [
  ...connections,
  ...identity,
  ...access,
  ...administration,
  ...store,
  ...storeKeys,
  ...processes,
  ...agent,
]

/** Rows of SECURITY.md that no change of one text switches off. */
export const unswitchable: readonly Unswitchable[] = []
