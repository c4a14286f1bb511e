import { randomBytes } from 'node:crypto'
import { open, rewrap, seal } from '../../agent/envelope/envelope.ts'
import { saltSize } from '../../agent/envelope/header.ts'
import { readKeyName } from '../../agent/envelope/wrapped-key.ts'
import type { AgentClient } from '../../agent/interface/client.ts'

/** Data → envelope in this process: only the data key comes from the agent. The pieces of the data are unusable afterwards. */
export async function* sealStream(
  client: Pick<AgentClient, 'createDataKey'>,
  key: string,
  data: AsyncIterable<Uint8Array>,
  context = '',
): AsyncGenerator<Uint8Array> {
  const { plaintext, wrapped } = await client.createDataKey(key)
  try {
    yield* seal(data, { dataKey: plaintext, wrappedKey: wrapped, salt: randomBytes(saltSize), context, consumes: true })
  } finally {
    plaintext.fill(0)
  }
}

/** Envelope → data in this process; its header names the key. The pieces of the envelope are unusable afterwards. */
export const openStream = (
  client: Pick<AgentClient, 'unwrap'>,
  envelope: AsyncIterable<Uint8Array>,
  context = '',
): AsyncGenerator<Uint8Array> =>
  open(envelope, { unwrap: (wrapped) => client.unwrap(readKeyName(wrapped), wrapped), context, consumes: true })

/** Envelope → the same envelope under the key in use now. The data stays as it is. */
export const resealStream = (
  client: Pick<AgentClient, 'rewrap'>,
  envelope: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> => rewrap(envelope, (wrapped) => client.rewrap(readKeyName(wrapped), wrapped))
