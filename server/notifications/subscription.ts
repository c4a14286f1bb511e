import type { Version } from '../../codec/index.ts'
import type { Notice } from './notice.ts'
import type { ReverseChannel } from './reverse-channel.ts'

/** A client that reversed the roles of its connection (Set Endpoint Role) to receive notifications while it lasts. */
export interface Subscription {
  readonly owner: string
  offer(notice: Notice): void
}

export interface SubscriptionOptions {
  readonly owner: string
  readonly version: Version
  readonly channel: ReverseChannel
  /** Resolves to why the client refused it; to `undefined` when it accepted. */
  send(channel: ReverseChannel, notice: Notice, version: Version): Promise<string | undefined>
  onRefused(notice: Notice, why: string): void
  reportFault(error: unknown): void
}

/** Queued notices for a slow client. */
const maximumQueued = 1000

/**
 * Sends notices one by one. A client that falls behind loses its connection, which tells it that it missed notices.
 */
export const createSubscription = ({
  owner,
  version,
  channel,
  send,
  onRefused: refused,
  reportFault: fault,
}: SubscriptionOptions): Subscription => {
  const queued: Notice[] = []
  let busy = false
  let ended = false
  void channel.ended.then(() => {
    ended = true
    queued.length = 0
  })

  const sendAll = async (): Promise<void> => {
    busy = true
    try {
      for (let notice = queued.shift(); notice && !ended; notice = queued.shift()) {
        const why = await send(channel, notice, version)
        if (why !== undefined) refused(notice, why)
      }
    } catch (error) {
      // An ended connection is not a fault: the client subscribes again.
      if (!ended) {
        fault(error)
        channel.close('a notification could not be sent')
      }
    } finally {
      busy = false
    }
  }

  return {
    owner,
    offer(notice) {
      if (ended) return
      if (queued.length >= maximumQueued) {
        channel.close('the client does not keep up with its notifications')
        return
      }
      queued.push(notice)
      if (!busy) void sendAll()
    },
  }
}
