import { createHash } from 'node:crypto'
import type { ObjectStore, StoredAuditRecord } from '../store/store.ts'
import type { Entries } from './create-entries.ts'
import { encodeEntry } from './encode-entry.ts'
import type { Sequencer } from './sequencer.ts'

/** Records at once. */
const batchSize = 1000
/** Entries that are read at once. */
const readAtOnce = 4096

/** The event of an earlier release as an entry: always with the same nonce. */
const toEntry = ({ sequence, time, event }: StoredAuditRecord, entries: Entries): object => {
  if (typeof event.nonce === 'string') return event
  const hash = createHash('sha256').update(`${sequence} ${time.getTime()} ${JSON.stringify(event)}`)
  const { principal, ticketHolder, ...facts } = event as { readonly principal?: string; readonly ticketHolder?: string }
  const personal = {
    ...(principal !== undefined && { principal }),
    ...(ticketHolder !== undefined && { ticketHolder }),
  }
  return {
    ...entries.createEvent('earlier', personal, facts),
    nonce: hash.digest().toString('base64url', 0, 16),
    time: time.toISOString(),
    after: 0,
  }
}

const findNonces = async (log: Sequencer, begin: number): Promise<Set<unknown>> => {
  const nonces = new Set<unknown>()
  for (let at = begin; at < log.size; at += readAtOnce)
    for (const entry of await log.readEntries(at, Math.min(at + readAtOnce, log.size)))
      nonces.add(JSON.parse(entry.toString()).nonce)
  return nonces
}

/**
 * Adds the records that the store has and the log lacks: the last run ended between a commit and the log. A record says how many
 * entries the log had when it was made; it can only be behind them.
 */
export const recoverRecords = async (
  store: Pick<ObjectStore, 'audit' | 'removeAudit'>,
  log: Sequencer,
  entries: Entries,
): Promise<void> => {
  for (;;) {
    const records = await store.audit(0, batchSize)
    if (records.length === 0) return
    const found = records.map(
      (record) => toEntry(record, entries) as { readonly nonce: string; readonly after: number },
    )
    const begin = found.reduce((least, { after }) => Math.min(least, after), log.size)
    const nonces = await findNonces(log, begin)
    log.append(found.filter(({ nonce }) => !nonces.has(nonce)).map(encodeEntry))
    await log.publish()
    await store.removeAudit(records.length)
  }
}
