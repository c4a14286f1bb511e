import type { Recorder } from './audit/recorder.ts'
import type { ServerLog } from './server-log.ts'

/** Records the events of a server besides its answers, and passes them on to the ordinary log. */
export const recordEvents = (log: ServerLog, { addEvent }: Pick<Recorder, 'addEvent'>): ServerLog => ({
  ...log,
  onConnectionEnd(why, peer) {
    log.onConnectionEnd(why, peer)
    addEvent('connection', { peer, message: why })
  },
  onRequestRefusal(why, peer) {
    log.onRequestRefusal(why, peer)
    addEvent('connection', { peer, message: why })
  },
  onCredentialRefusal(refusal) {
    log.onCredentialRefusal(refusal)
    const { peer, client, claimed, why } = refusal
    addEvent('credential', { ...(peer !== undefined && { peer }), principal: client, message: `${claimed}: ${why}` })
  },
  onAdministration(change) {
    log.onAdministration(change)
    const { role, route, name } = change
    addEvent('administration', { principal: role, message: name === undefined ? route : `${route} ${name}` })
  },
  onAdministrationRefusal(refusal) {
    log.onAdministrationRefusal(refusal)
    const { role, request, message } = refusal
    addEvent('administration', { principal: role, message: `${request}: ${message}` }, { result: 'OperationFailed' })
  },
  onKeyEvent(event) {
    log.onKeyEvent(event)
    const { event: what, ...facts } = event
    addEvent('process', { message: `${what} ${JSON.stringify(facts)}` })
  },
  onRevocation(revoked) {
    log.onRevocation(revoked)
    addEvent('revocation', { message: revoked.join(', ') })
  },
  onProcess(what, facts = {}) {
    log.onProcess(what, facts)
    // Its end is the end of the log too.
    if (what !== 'stopped') addEvent('process', { message: what })
  },
})
