import { RevisionConflict } from '../store/errors.ts'
import type { DocumentQuery, ObjectStore, StoredDocument } from '../store/store.ts'
import { type PeriodKey, periodKeySize, toPeriodKey } from './personal-data.ts'

const kind = 'audit period'

/** Finds the keys of all periods. */
export const periodKeysQuery: DocumentQuery = { kind }

/** The keys in the documents of {@link periodKeysQuery}, by period. */
export const parsePeriodKeys = (documents: readonly StoredDocument[]): ReadonlyMap<string, PeriodKey> =>
  new Map(documents.map(({ key, content }) => [key, toPeriodKey(key, content)]))

/** The month. */
const toPeriod = (date: Date): string => date.toISOString().slice(0, 7)

/** The store that seals the keys of the periods. */
type KeyStore = Pick<ObjectStore, 'documents' | 'commit'>

const makePeriodKey = async (
  store: KeyStore,
  period: string,
  random: (size: number) => Uint8Array,
): Promise<PeriodKey> => {
  const [found] = await store.documents({ kind, key: period })
  if (found) return toPeriodKey(period, found.content)
  const document = { kind, key: period, owner: '', revision: 0, content: random(periodKeySize) }
  try {
    await store.commit([], [], [{ kind: 'create', document }])
    return toPeriodKey(period, document.content)
  } catch (error) {
    if (error instanceof RevisionConflict) return makePeriodKey(store, period, random)
    throw error
  }
}

export interface PeriodKeys {
  /** The key of the period now. While a new one cannot be stored, the last one goes on. */
  getKey(): PeriodKey
  close(): void
}

/** Milliseconds between checks whether a new period has begun. */
const interval = 60_000

/** Keeps the key of the current month at hand. */
export const openPeriodKeys = async (
  store: KeyStore,
  now: () => Date,
  random: (size: number) => Uint8Array,
  reportFault: (error: unknown) => void,
): Promise<PeriodKeys> => {
  let current = await makePeriodKey(store, toPeriod(now()), random)
  const renew = async (): Promise<void> => {
    const period = toPeriod(now())
    if (period !== current.period) current = await makePeriodKey(store, period, random)
  }
  const timer = setInterval(() => void renew().catch(reportFault), interval).unref()
  return { getKey: () => current, close: () => clearInterval(timer) }
}
