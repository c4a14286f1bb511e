import { describeError, openLog } from '../logging/log.ts'
import type { ServerEvents } from './create-server.ts'
import type { Note } from './setup/note.ts'

/** The events of a server and of its certificates. */
export type ServerLog = Required<ServerEvents> & { readonly noted: (note: Note) => void }

/** Writes each event as one JSON line to standard error. Events carry no payloads, so no keys. */
export const createServerLog = (level: 'error' | 'warn' | 'info' | 'debug'): ServerLog => {
  const log = openLog(level)
  const detailed = log.isLevelEnabled('debug')
  return {
    done(event) {
      if (event.resultStatus === 'Success') {
        if (detailed) log.debug(event, 'done')
      } else log.info(event, 'refused')
    },
    logged: (principal, message) => log.info({ principal, message }, 'client message'),
    notification: (trouble) => log.warn(trouble, 'notification'),
    credentialRefused: (refusal) => log.warn(refusal, 'credential refused'),
    closed: (why, peer) => log.info({ peer, why }, 'connection closed'),
    requestRefused: (why, peer) => log.info({ peer, why }, 'HTTP request refused'),
    noted: ({ kind, path, message }) => (kind === 'warning' ? log.warn : log.info).call(log, { path }, message),
    fault: (error, event) => log.error({ ...event, error: describeError(error) }, 'fault'),
  }
}
