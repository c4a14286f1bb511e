import type { Peer } from '../handler/scope.ts'
import type { AnsweredItem } from '../pipeline/audit.ts'
import type { ObjectStore } from '../store/store.ts'
import { describeRequest, findObject, findObjectType } from './describe-request.ts'
import type { Entry, EntryKind, PersonalData } from './entry.ts'
import { type PeriodKey, sealPersonalData } from './personal-data.ts'

export interface EntryOptions {
  readonly node: string
  readonly store: Pick<ObjectStore, 'get'>
  /** The key of the period now. */
  readonly getKey: () => PeriodKey
  /** Entries of the log so far. */
  readonly getSize: () => number
  readonly now: () => Date
  readonly random: (size: number) => Uint8Array
}

export interface Entries {
  createRequestEntry(answered: AnsweredItem): Entry
  createEvent(kind: EntryKind, personal: PersonalData, facts?: Partial<Entry>): Entry
}

const nonceSize = 16
const noncesAtOnce = 256

/** Principals whose sealed names are kept for the next entries. */
const remembered = 1000

/** Creates entries. The sealed names of a connection and of a principal are made once a period and used again. */
export const createEntries = (options: EntryOptions): Entries => {
  const { node, store, getKey, getSize, now, random } = options
  let nonces = Buffer.alloc(0)
  let used = 0
  const createNonce = (): string => {
    if (used === nonces.length) {
      nonces = Buffer.from(random(nonceSize * noncesAtOnce))
      used = 0
    }
    used += nonceSize
    return nonces.toString('base64url', used - nonceSize, used)
  }

  const peers = new WeakMap<Peer, { readonly period: string; readonly sealed: string }>()
  const principals = new Map<string, string>()
  let principalsPeriod = ''
  const seal = (key: PeriodKey, data: PersonalData): string => sealPersonalData(key, data, random)
  const sealPeer = (key: PeriodKey, peer: Peer): string => {
    const known = peers.get(peer)
    if (known?.period === key.period) return known.sealed
    const sealed = seal(key, {
      peer: peer.address,
      tls: peer.protocol,
      certificate: peer.certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    })
    peers.set(peer, { period: key.period, sealed })
    return sealed
  }
  const sealPrincipal = (key: PeriodKey, principal: string, ticketHolder: string | undefined): string => {
    // No principal has a line break.
    const name = ticketHolder === undefined ? principal : `${principal}\n${ticketHolder}`
    if (principalsPeriod !== key.period) {
      principals.clear()
      principalsPeriod = key.period
    }
    const known = principals.get(name)
    if (known !== undefined) return known
    if (principals.size >= remembered) principals.clear()
    const sealed = seal(key, { principal, ...(ticketHolder !== undefined && { ticketHolder }) })
    principals.set(name, sealed)
    return sealed
  }

  const readObjectType = (uniqueIdentifier: string | undefined): string | undefined => {
    if (uniqueIdentifier === undefined) return undefined
    const found = store.get(uniqueIdentifier)
    return found instanceof Promise ? undefined : found?.objectType
  }

  let [lastTime, lastText] = [0, '']
  /** Many entries share a millisecond. */
  const formatTime = (): string => {
    const time = now()
    if (time.getTime() !== lastTime) {
      lastTime = time.getTime()
      lastText = time.toISOString()
    }
    return lastText
  }
  const start = (kind: EntryKind, period: string) => ({
    nonce: createNonce(),
    time: formatTime(),
    node,
    kind,
    after: getSize(),
    period,
  })

  return {
    createRequestEntry({ event, response, item, batch: { number, arrived, positions, peer } }) {
      const key = getKey()
      const { facts, filters } = describeRequest(item, response)
      const object = findObject(item, response)
      const { principal, ticketHolder, resultMessage, correlation, clientCorrelation } = event
      const sealed = [sealPrincipal(key, principal, ticketHolder)]
      if (peer) sealed.push(sealPeer(key, peer))
      // Made once and never again: most answers have none of it.
      if (filters?.length || resultMessage !== undefined || clientCorrelation !== undefined)
        sealed.push(seal(key, { filters, message: resultMessage, correlation, clientCorrelation } as PersonalData))
      return {
        ...start('request', key.period),
        request: number,
        item: item && positions?.get(item),
        version: event.version,
        operation: event.operation,
        object,
        objectType: findObjectType(response) ?? readObjectType(object),
        result: event.resultStatus,
        reason: event.resultReason,
        duration: Math.round((performance.now() - arrived) * 1000) / 1000,
        ...facts,
        sealed,
      } as Entry
    },
    createEvent(kind, personal, facts = {}) {
      const key = getKey()
      return { ...start(kind, key.period), ...facts, sealed: [seal(key, personal)] }
    },
  }
}
