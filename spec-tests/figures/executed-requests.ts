import { encodeCreate, encodeGet } from '../../bench/load/encode-requests.ts'
import { readResponse, TtlvReader } from '../../codec/index.ts'
import { openTestSite } from '../support/test-server.ts'
import { openWireClient } from '../support/wire-client.ts'
import { listExecutedDuring } from './executed-files.ts'

/** Requests before the measured ones. */
const warmUp = 5

const readIdentifier = (answer: Uint8Array): string => {
  const [item] = readResponse(new TtlvReader(answer)).batchItem
  const payload = item?.responsePayload
  if (!payload || !('uniqueIdentifier' in payload)) throw new Error('Create failed')
  return String(payload.uniqueIdentifier)
}

/**
 * The files that a warm server runs from the first byte of a request to the last byte of its answer: one Create, and the first
 * Get of that key, which reads it from the store and commits that it is no longer Fresh. The client sends bytes, so that
 * only the server's side counts.
 */
export const listExecutedForRequests = async (
  root: string,
): Promise<{ readonly create: readonly string[]; readonly get: readonly string[] }> => {
  const site = await openTestSite()
  try {
    const client = await openWireClient(await site.start())
    const create = encodeCreate()
    for (let i = 0; i < warmUp; i++) await client.ask(encodeGet(readIdentifier(await client.ask(create))))
    let answer: Uint8Array = new Uint8Array()
    const forCreate = await listExecutedDuring(root, async () => {
      answer = await client.ask(create)
    })
    const get = encodeGet(readIdentifier(answer))
    const forGet = await listExecutedDuring(root, () => client.ask(get))
    client.close()
    return { create: forCreate, get: forGet }
  } finally {
    await site.close()
  }
}
