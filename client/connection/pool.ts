import { ConnectionError, TimeoutError } from '../error.ts'
import type { Settings } from '../settings.ts'
import type { Connection } from './connection.ts'
import { unreachableError } from './connection-fault.ts'
import { deadline } from './deadline.ts'
import type { ServerAddress } from './server-address.ts'

type PoolSettings = Pick<
  Settings,
  'servers' | 'connections' | 'pipeline' | 'connectTimeout' | 'idleTimeout' | 'coolDown'
>

/** Connections to the servers, the preferred one first, at most so many as the settings say. */
export interface Pool<C extends Connection> {
  /**
   * A connection with room for one request; {@link Pool.release} it.
   * @param trying is told of each server that is connected to
   * @throws ConnectionError, TimeoutError, the reason of `signal`
   */
  acquire(signal: AbortSignal, trying?: (server: ServerAddress) => void): Promise<C>
  release(connection: C): void
  /** Prefers the other servers for a while. */
  passOver(server: ServerAddress): void
  /** Ends all connections, and resolves when they are closed. */
  end(): Promise<void>
}

interface Entry<C> {
  readonly connection: C
  load: number
  idle?: NodeJS.Timeout
}

/** @param now milliseconds, of a clock that is never set back */
export const createPool = <C extends Connection>(
  settings: PoolSettings,
  open: (server: ServerAddress, signal: AbortSignal) => Promise<C>,
  now: () => number,
): Pool<C> => {
  const { servers, pipeline, connectTimeout } = settings
  const entries = new Map<C, Entry<C>>()
  const waiting: (() => void)[] = []
  const cool = new Map<ServerAddress, number>()
  let opening = 0

  const wake = (): void => waiting.shift()?.()

  const woken = (signal: AbortSignal, first: boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const wakeUp = (): void => {
        signal.removeEventListener('abort', aborted)
        resolve()
      }
      const aborted = (): void => {
        waiting.splice(waiting.indexOf(wakeUp), 1)
        reject(signal.reason)
      }
      signal.addEventListener('abort', aborted, { once: true })
      if (first) waiting.unshift(wakeUp)
      else waiting.push(wakeUp)
    })

  const passOver = (server: ServerAddress): void => {
    cool.set(server, now() + settings.coolDown)
  }

  const inOrder = (): ServerAddress[] => {
    const passed = (server: ServerAddress): number => ((cool.get(server) ?? 0) > now() ? 1 : 0)
    return servers.toSorted((a, b) => passed(a) - passed(b))
  }

  const freest = (server: ServerAddress): Entry<C> | undefined =>
    [...entries.values()]
      .filter(({ connection, load }) => connection.server === server && connection.usable && load < pipeline)
      .sort((a, b) => a.load - b.load)[0]

  const hasRoom = (): boolean => entries.size + opening < settings.connections

  /** Makes room by ending a connection to another server that nobody uses. */
  const makeRoom = (server: ServerAddress): boolean => {
    const spare = [...entries.values()].find(({ connection, load }) => load === 0 && connection.server !== server)
    if (!spare) return false
    entries.delete(spare.connection)
    spare.connection.end()
    return true
  }

  const take = (entry: Entry<C>): C => {
    clearTimeout(entry.idle)
    entry.load++
    return entry.connection
  }

  const openAt = async (server: ServerAddress, signal: AbortSignal): Promise<C | ConnectionError | TimeoutError> => {
    opening++
    using limit = deadline(connectTimeout, signal)
    try {
      const connection = await open(server, limit.signal)
      cool.delete(server)
      entries.set(connection, { connection, load: 1 })
      void connection.closed.then(() => {
        entries.delete(connection)
        wake()
      })
      return connection
    } catch (error) {
      wake()
      if (!limit.expired && !(error instanceof ConnectionError)) throw error
      passOver(server)
      return limit.expired ? new TimeoutError('connecting', connectTimeout, server, false) : (error as ConnectionError)
    } finally {
      opening--
    }
  }

  /** @returns nothing when all is in use */
  const attempt = async (signal: AbortSignal, trying?: (server: ServerAddress) => void): Promise<C | undefined> => {
    const failures: (ConnectionError | TimeoutError)[] = []
    for (const server of inOrder()) {
      const free = freest(server)
      if (free && (free.load === 0 || !hasRoom())) return take(free)
      if (!hasRoom() && !makeRoom(server)) return undefined
      trying?.(server)
      const opened = await openAt(server, signal)
      if (!(opened instanceof Error)) return opened
      failures.push(opened)
    }
    throw unreachableError(failures)
  }

  return {
    passOver,
    async acquire(signal, trying) {
      for (let again = false; ; again = true) {
        if (signal.aborted) {
          wake()
          throw signal.reason
        }
        const connection = await attempt(signal, trying)
        if (connection) return connection
        await woken(signal, again)
      }
    },
    release(connection) {
      const entry = entries.get(connection)
      if (entry && --entry.load === 0) entry.idle = setTimeout(() => connection.end(), settings.idleTimeout).unref()
      wake()
    },
    async end() {
      const all = [...entries.keys()]
      for (const connection of all) connection.end()
      await Promise.all(all.map(({ closed }) => closed))
    },
  }
}
