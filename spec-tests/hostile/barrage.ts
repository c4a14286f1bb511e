import { type Item, type ResponseMessage, readResponse, TtlvReader } from '../../codec/index.ts'
import { createSeededRandom, type SeededRandom } from '../support/random.ts'
import { type Access, openWireClient, type WireClient } from '../support/wire-client.ts'
import { damageBytes, mutateRequest } from './mutate.ts'
import { addressExisting, discoverVersions } from './requests.ts'

/** What became of many hostile messages. */
export interface Barrage {
  readonly answered: number
  readonly succeeded: number
  readonly closed: number
  /** What must not happen, each with what it takes to see it again. */
  readonly problems: readonly string[]
}

/** The message of a fault inside the server. */
const ownFault = /could not do this now; its log says why/

/** What is wrong with an answer; every failure has a reason and a sentence that can be shown. */
export const problemOf = ({ responseHeader, batchItem }: ResponseMessage): string | undefined => {
  if (responseHeader.batchCount !== batchItem.length) return 'a Batch Count that is not that of its items'
  for (const { resultStatus, resultReason, resultMessage } of batchItem) {
    if (resultStatus !== 'OperationFailed') continue
    if (!resultReason || !resultMessage) return 'a failure without a reason or a message'
    if (ownFault.test(resultMessage)) return `a fault of the server's own: ${resultReason}`
  }
  return undefined
}

const wrongIn = (answer: Uint8Array): string | undefined => problemOf(readResponse(new TtlvReader(answer)))

/** Whether the answer reversed the roles of client and server; the connection is then unusable here. */
const isRoleReversed = (answer: Uint8Array): boolean =>
  readResponse(new TtlvReader(answer)).batchItem.some(
    ({ operation, resultStatus }) => operation === 'SetEndpointRole' && resultStatus === 'Success',
  )

const hasSucceeded = (answer: Uint8Array): boolean =>
  readResponse(new TtlvReader(answer)).batchItem.every(({ resultStatus }) => resultStatus !== 'OperationFailed')

/** Connections that send in parallel. */
const lanes = 4

/** Splits `count` things among parallel lanes; each lane has its own random numbers. */
export const runInLanes = async (
  count: number,
  seed: number,
  lane: (things: number, random: SeededRandom) => Promise<void>,
): Promise<void> => {
  await Promise.all(
    Array.from({ length: lanes }, (_, number) =>
      lane(Math.ceil((count - number) / lanes), createSeededRandom(seed + number)),
    ),
  )
}

/** The requests to send, and the objects they address. */
export interface Ammunition {
  readonly requests: readonly Item[]
  readonly identifiers: readonly string[]
}

/** Sends `count` requests made from the ammunition; the seed decides how. */
export type SendBarrage = (access: Access, ammunition: Ammunition, count: number, seed: number) => Promise<Barrage>

/**
 * Sends `count` requests spoiled at random, each whole in its outermost header: every one must be answered, with a reason
 * when it fails.
 */
export const sendBarrage: SendBarrage = async (access, { requests, identifiers }, count, seed) => {
  let answered = 0
  let successes = 0
  const problems: string[] = []
  await runInLanes(count, seed, async (things, random) => {
    let client: WireClient | undefined
    for (let sent = 0; sent < things; sent++) {
      const bytes = mutateRequest(addressExisting(random.pick(requests), identifiers, random), random)
      try {
        client ??= await openWireClient(access)
        const answer = await client.ask(bytes)
        answered++
        if (hasSucceeded(answer)) successes++
        const wrong = wrongIn(answer)
        if (wrong) throw new Error(wrong)
        if (isRoleReversed(answer)) {
          client.close()
          client = undefined
        }
      } catch (error) {
        problems.push(`${error instanceof Error ? error.message : error}, to ${bytes.toString('hex').slice(0, 4000)}`)
        client?.close()
        client = undefined
      }
    }
    client?.close()
  })
  return { answered, succeeded: successes, closed: 0, problems }
}

/**
 * Sends `count` streams of a request damaged at any byte, with a good one before it, each on a new connection whose
 * side the client then ends: the good one must be answered, and the connection must end.
 */
export const sendDamagedStreams: SendBarrage = async (access, { requests }, count, seed) => {
  let answered = 0
  let closed = 0
  const problems: string[] = []
  await runInLanes(count, seed, async (things, random) => {
    for (let sent = 0; sent < things; sent++) {
      const bytes = damageBytes(random.pick(requests), random)
      const client = await openWireClient(access)
      try {
        client.socket.end(Buffer.concat([discoverVersions, bytes]))
        await client.receive()
        for (;;) {
          const answer = await client.receive().catch((error: Error) => error)
          if (answer instanceof Error && /ended before/.test(answer.message)) break
          if (answer instanceof Error) throw answer
          const wrong = wrongIn(answer)
          if (wrong) throw new Error(wrong)
          answered++
        }
        closed++
      } catch (error) {
        problems.push(`${error instanceof Error ? error.message : error}, to ${bytes.toString('hex').slice(0, 4000)}`)
      }
      client.close()
    }
  })
  return { answered, succeeded: 0, closed, problems }
}
