import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  attributeList,
  defaultLimits,
  protocolVersionOf,
  type RequestBatchItem,
  type ResponseBatchItem,
  readResponse,
  TtlvReader,
  TtlvWriter,
  writeRequest,
} from '../../codec/index.ts'
import type { SeededRandom } from '../support/random.ts'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { openWireClient, type WireClient } from '../support/wire-client.ts'

type Items = readonly { readonly operation: string; readonly requestPayload: object }[]

/** One request that the server has taken in: a key made for later, within a group that tells it from all others. */
interface Taken {
  readonly group: string
  readonly value: Uint8Array
  /** Identifier that an earlier Poll gave. */
  made?: string
}

export interface AsynchronousCrashResult {
  readonly taken: number
  readonly problems: readonly string[]
}

const ask = async (wire: WireClient, items: Items, later = false): Promise<readonly ResponseBatchItem[]> => {
  const writer = new TtlvWriter()
  writeRequest(writer, {
    requestHeader: {
      protocolVersion: protocolVersionOf('2.1'),
      ...(later && { asynchronousIndicator: 'Mandatory' as const }),
      batchCount: items.length,
    },
    batchItem: items as unknown as RequestBatchItem[],
  })
  return readResponse(new TtlvReader(await wire.ask(writer.finish()), defaultLimits)).batchItem
}

const connectTo = async (server: ServerProcess): Promise<WireClient> =>
  openWireClient({
    port: server.port,
    ca: await readFile(server.ca),
    cert: await readFile(server.cert),
    key: await readFile(server.key),
  })

const makeIn = (group: string) => ({
  operation: 'Create',
  requestPayload: {
    objectType: 'SymmetricKey',
    attributes: attributeList({
      objectGroup: group,
      cryptographicAlgorithm: 'AES',
      cryptographicLength: 256,
      cryptographicUsageMask: ['Encrypt'],
    }),
  },
})

/** Submits pairs of keys without end, and polls one of two; until the connection ends. */
const submitPairs = async (wire: WireClient, taken: Taken[], name: () => string): Promise<void> => {
  for (let turn = 0; ; turn++) {
    const groups = [name(), name()]
    const pending = await ask(wire, groups.map(makeIn), true)
    // As many as one principal may have: what is polled makes room again.
    if (pending.length < groups.length) return
    const fresh = pending.map(
      ({ asynchronousCorrelationValue }, at): Taken => ({
        group: groups[at] as string,
        value: asynchronousCorrelationValue as Uint8Array,
      }),
    )
    taken.push(...fresh)
    if (turn % 2) continue
    for (const each of fresh) {
      const [result] = await ask(wire, [poll(each)])
      if (result?.resultStatus === 'Success') each.made = uniqueIdentifierOf(result)
    }
  }
}

const poll = ({ value }: Taken) => ({ operation: 'Poll', requestPayload: { asynchronousCorrelationValue: value } })
const uniqueIdentifierOf = ({ responsePayload }: ResponseBatchItem): string =>
  String((responsePayload as { uniqueIdentifier?: unknown } | undefined)?.uniqueIdentifier)

/** What is wrong with one request after a restart: it must have been done exactly once, and be polled to that. */
const problemOf = async (wire: WireClient, each: Taken): Promise<string | undefined> => {
  let [result] = await ask(wire, [poll(each)])
  for (let tries = 0; result?.resultStatus === 'OperationPending' && tries < 40; tries++)
    [result] = await ask(wire, [poll(each)])
  // The server forgets polled answers first when room is short; the answer seen must still hold.
  const isForgotten = result?.resultReason === 'InvalidAsynchronousCorrelationValue' && each.made !== undefined
  if (result?.resultStatus !== 'Success' && !isForgotten)
    return `${each.group}: ${result?.resultStatus} ${result?.resultReason} ${result?.resultMessage}`
  const made = isForgotten ? each.made : uniqueIdentifierOf(result as ResponseBatchItem)
  if (each.made !== undefined && each.made !== made) return `${each.group}: another answer than before`
  const attributes = attributeList({ objectGroup: each.group })
  const [located] = await ask(wire, [{ operation: 'Locate', requestPayload: { attributes } }])
  const found = (located?.responsePayload as { uniqueIdentifier?: string[] } | undefined)?.uniqueIdentifier ?? []
  return found.join() === made ? undefined : `${each.group}: made ${found.length} times`
}

/** Kills a server while requests are taken in and done, and checks after each restart that every one is done once. */
export const runCrashAsynchronous = async (kills: number, random: SeededRandom): Promise<AsynchronousCrashResult> => {
  const folder = await mkdtemp(join(tmpdir(), 'kmip-crash-'))
  const problems: string[] = []
  let [all, serial] = [0, 0]
  try {
    for (let round = 0; round < kills && problems.length === 0; round++) {
      const first = await startServerProcess(['--data-directory', folder, '--log-level', 'error'])
      const wires = await Promise.all([connectTo(first), connectTo(first)])
      const taken: Taken[] = []
      const loads = wires.map((wire) => submitPairs(wire, taken, () => `group-${serial++}`).catch(() => undefined))
      while (taken.length < 8) await sleep(2)
      await sleep(random.below(120))
      await first.kill()
      await Promise.all(loads)
      for (const wire of wires) wire.close()

      const second = await startServerProcess(['--data-directory', folder, '--log-level', 'error'])
      const wire = await connectTo(second)
      for (const each of taken) {
        const problem = await problemOf(wire, each)
        if (problem) problems.push(problem)
      }
      wire.close()
      await second.stop()
      all += taken.length
    }
  } finally {
    await rm(folder, { recursive: true })
  }
  return { taken: all, problems }
}
