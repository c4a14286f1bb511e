import { describeError, openLog } from '../logging/log.ts'
import type { AdministrationEvents } from './administration/open-administration.ts'
import type { ServerEvents } from './create-server.ts'
import type { Note } from './setup/note.ts'
import type { StoreKeyEvent } from './store/sqlite/keys/store-keys.ts'

/** The events of a server, of its process and of its files. */
export interface ServerLog extends Required<ServerEvents>, Omit<AdministrationEvents, 'onFault'> {
  readonly onNote: (note: Note) => void
  /** The process started, stopped or reloaded its files. */
  readonly onProcess: (what: 'started' | 'stopping' | 'stopped' | 'reloaded', facts?: object) => void
  /** A key of the store was replaced or removed. */
  readonly onKeyEvent: (event: StoreKeyEvent) => void
  /** Clients and certificates were revoked, and refused from now on. */
  readonly onRevocation: (revoked: readonly string[]) => void
}

/** Writes each event as one JSON line to standard error. Events carry no payloads, so no keys. */
export const createServerLog = (level: 'error' | 'warn' | 'info' | 'debug'): ServerLog => {
  const log = openLog(level)
  const detailed = log.isLevelEnabled('debug')
  return {
    onItem(event) {
      if (event.resultStatus !== 'Success') log.info(event, 'refused')
      else if (event.asked) log.info(event, 'nothing found')
      else if (detailed) log.debug(event, 'done')
    },
    onClientMessage: (message, from) => log.info({ ...from, message }, 'client message'),
    onNotificationTrouble: (trouble) => log.warn(trouble, 'notification'),
    onCredentialRefusal: (refusal) => log.warn(refusal, 'credential refused'),
    onConnectionEnd: (why, peer) => log.info({ peer, why }, 'connection closed'),
    onRequestRefusal: (why, peer) => log.info({ peer, why }, 'HTTP request refused'),
    onNote: ({ kind, path, message }) => (kind === 'warning' ? log.warn : log.info).call(log, { path }, message),
    onProcess: (what, facts = {}) => log.info(facts, what),
    onAdministration: (change) => log.info(change, 'administered'),
    onAdministrationRefusal: (refusal) => log.warn(refusal, 'administration refused'),
    onKeyEvent: ({ event, ...facts }) => log.info(facts, event),
    onRevocation: (revoked) => log.info({ revoked }, 'revoked'),
    onFault: (error, event) => log.error({ ...event, error: describeError(error) }, 'fault'),
  }
}
