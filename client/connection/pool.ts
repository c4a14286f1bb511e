import { ConnectionError, TimeoutError } from '../error.ts'
import type { Settings } from '../settings.ts'
import type { Connection } from './connection.ts'
import { combineFailures } from './connection-fault.ts'
import { deadline } from './deadline.ts'
import type { ServerAddress } from './server-address.ts'

type PoolSettings = Pick<
  Settings,
  'servers' | 'connections' | 'pipeline' | 'connectTimeout' | 'idleTimeout' | 'coolDown'
>

/** A bounded pool of connections to the servers, in order of preference. */
export interface Pool<C extends Connection> {
  /**
   * Takes a connection with room for one request; {@link Pool.release} it afterwards.
   * @param trying receives each server that a connection is opened to
   * @throws ConnectionError, TimeoutError, the reason of `signal`
   */
  acquire(signal: AbortSignal, trying?: (server: ServerAddress) => void): Promise<C>
  release(connection: C): void
  /** Prefers the other servers during the cool-down. */
  passOver(server: ServerAddress): void
  /** Ends all connections and resolves when they are closed. */
  end(): Promise<void>
}

interface Entry<C> {
  readonly connection: C
  load: number
  idle?: NodeJS.Timeout
}

/** @param now milliseconds of a monotonic clock */
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

  const wakeNext = (): void => waiting.shift()?.()

  const waitForConnection = (signal: AbortSignal, first: boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const onWake = (): void => {
        signal.removeEventListener('abort', onAbort)
        resolve()
      }
      const onAbort = (): void => {
        waiting.splice(waiting.indexOf(onWake), 1)
        reject(signal.reason)
      }
      signal.addEventListener('abort', onAbort, { once: true })
      if (first) waiting.unshift(onWake)
      else waiting.push(onWake)
    })

  const passOver = (server: ServerAddress): void => {
    cool.set(server, now() + settings.coolDown)
  }

  const sortServers = (): ServerAddress[] => {
    const rankByCooling = (server: ServerAddress): number => ((cool.get(server) ?? 0) > now() ? 1 : 0)
    return servers.toSorted((a, b) => rankByCooling(a) - rankByCooling(b))
  }

  const findLeastLoaded = (server: ServerAddress): Entry<C> | undefined =>
    [...entries.values()]
      .filter(({ connection, load }) => connection.server === server && connection.usable && load < pipeline)
      .sort((a, b) => a.load - b.load)[0]

  const hasRoom = (): boolean => entries.size + opening < settings.connections

  /** Makes room by ending an idle connection to another server. */
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
        wakeNext()
      })
      return connection
    } catch (error) {
      wakeNext()
      if (!limit.expired && !(error instanceof ConnectionError)) throw error
      passOver(server)
      return limit.expired ? new TimeoutError('connecting', connectTimeout, server, false) : (error as ConnectionError)
    } finally {
      opening--
    }
  }

  /** @returns undefined if every connection is busy */
  const attempt = async (signal: AbortSignal, trying?: (server: ServerAddress) => void): Promise<C | undefined> => {
    const failures: (ConnectionError | TimeoutError)[] = []
    for (const server of sortServers()) {
      const free = findLeastLoaded(server)
      if (free && (free.load === 0 || !hasRoom())) return take(free)
      if (!hasRoom() && !makeRoom(server)) return undefined
      trying?.(server)
      const opened = await openAt(server, signal)
      if (!(opened instanceof Error)) return opened
      failures.push(opened)
    }
    throw combineFailures(failures)
  }

  return {
    passOver,
    async acquire(signal, trying) {
      for (let again = false; ; again = true) {
        if (signal.aborted) {
          wakeNext()
          throw signal.reason
        }
        const connection = await attempt(signal, trying)
        if (connection) return connection
        await waitForConnection(signal, again)
      }
    },
    release(connection) {
      const entry = entries.get(connection)
      if (entry && --entry.load === 0) entry.idle = setTimeout(() => connection.end(), settings.idleTimeout).unref()
      wakeNext()
    },
    async end() {
      const all = [...entries.keys()]
      for (const connection of all) connection.end()
      await Promise.all(all.map(({ closed }) => closed))
    },
  }
}
