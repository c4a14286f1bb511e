import { toLines } from '../support/item-lines.ts'
import { type Access, openWireClient } from '../support/wire-client.ts'
import { decodeItem, encodeItem, type Session } from './captures.ts'
import { differences } from './differences.ts'
import { findExpectedAnswer } from './expected-answer.ts'
import { createSubstitution } from './substitution.ts'

/** One exchange replayed: what came, and what should have come. */
export interface Replayed {
  /** `CLIENT NUMBER`. */
  readonly at: string
  readonly ours: readonly string[]
  readonly expected: readonly string[]
  /** The recorded answer with our identifiers, before what is known to differ. */
  readonly recorded: readonly string[]
  /** TLS records of application data that the answer came in. */
  readonly records: number
}

/** Replays sessions, one after the other: each recorded connection on one of ours, with the same protocol and cipher. */
export const replay = async (sessions: readonly Session[], access: Access): Promise<Replayed[]> => {
  const known = createSubstitution()
  const replayed: Replayed[] = []
  for (const session of sessions) {
    let number = 0
    for (const { protocol, cipher, serverName, exchanges } of session.connections) {
      const client = await openWireClient(access, {
        minVersion: protocol,
        maxVersion: protocol,
        ciphers: cipher,
        ...(serverName && { servername: 'localhost' }),
      })
      for (const exchange of exchanges) {
        const at = `${session.client} ${++number}`
        const before = client.records()
        const request = known.request(exchange.request)
        const ours = toLines(decodeItem(await client.ask(encodeItem(request))))
        const recorded = known.expected(exchange.response ?? findExpectedAnswer(request), ours)
        const difference = differences.find((each) => each.at.includes(at))
        const expected = difference ? known.expected(difference.expected(recorded, ours, request), ours) : recorded
        replayed.push({ at, ours, expected, recorded, records: client.records() - before })
      }
      client.close()
    }
  }
  return replayed
}
