import type { Version } from '../../codec/index.ts'
import type { Notice } from './notice.ts'
import type { ReverseChannel } from './reverse-channel.ts'

/** A client that has made itself the server of its connection (Set Endpoint Role), and is told of its objects while that lasts. */
export interface Subscription {
  readonly owner: string
  offer(notice: Notice): void
}

export interface SubscriptionOptions {
  readonly owner: string
  readonly version: Version
  readonly line: ReverseChannel
  /** Why the client did not take it; `undefined` when it did. */
  send(line: ReverseChannel, notice: Notice, version: Version): Promise<string | undefined>
  onRefused(notice: Notice, why: string): void
  reportFault(error: unknown): void
}

/** Notices that may wait for a client that is slow. */
const maximumQueued = 1000

/**
 * Sends one after the other. A client that falls behind loses its connection, and so knows that it has missed something: it
 * is never left to believe that nothing happened.
 */
export const createSubscription = ({
  owner,
  version,
  line,
  send,
  onRefused: refused,
  reportFault: fault,
}: SubscriptionOptions): Subscription => {
  const waiting: Notice[] = []
  let busy = false
  let ended = false
  void line.ended.then(() => {
    ended = true
    waiting.length = 0
  })

  const sendAll = async (): Promise<void> => {
    busy = true
    try {
      for (let notice = waiting.shift(); notice && !ended; notice = waiting.shift()) {
        const why = await send(line, notice, version)
        if (why !== undefined) refused(notice, why)
      }
    } catch (error) {
      // An ended connection is no fault: the client will ask again for what it wants to know.
      if (!ended) {
        fault(error)
        line.close('a notification could not be sent')
      }
    } finally {
      busy = false
    }
  }

  return {
    owner,
    offer(notice) {
      if (ended) return
      if (waiting.length >= maximumQueued) {
        line.close('the client does not keep up with its notifications')
        return
      }
      waiting.push(notice)
      if (!busy) void sendAll()
    },
  }
}
