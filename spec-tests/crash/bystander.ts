import { readFile } from 'node:fs/promises'
import { type Client, connect, item, type Outcome, responsesOf } from '../../client/index.ts'
import { addClient } from '../../server/index.ts'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { materialIn } from './snapshot.ts'

/** Another client's keys, which nothing but a rotation of the store's keys touches. */
export interface Bystander {
  /** @returns the keys that are gone or are other ones than at first */
  check(server: ServerProcess): Promise<string[]>
}

/** Of Create and Get. */
const itemsAtOnce = 100

const readAll = async (client: Client, identifiers: readonly string[]): Promise<Map<string, string>> => {
  const found = new Map<string, string>()
  for (let at = 0; at < identifiers.length; at += itemsAtOnce) {
    const some = identifiers.slice(at, at + itemsAtOnce)
    const outcomes = await client.batch(
      some.map((uniqueIdentifier) => item.get({ uniqueIdentifier })),
      { errorContinuation: 'Continue' },
    )
    for (const [i, id] of some.entries()) {
      const outcome = outcomes[i] as Outcome<'Get'>
      if (outcome.ok) found.set(id, materialIn(outcome.response.object))
    }
  }
  return found
}

/** Makes the keys in a data directory that no server uses. */
export const createBystander = async (directory: string, keys: number): Promise<Bystander> => {
  const server = await startServerProcess(['--data-directory', directory, '--log-level', 'error'])
  const files = await addClient({ directory, name: 'bystander', keyType: 'EC', days: 1, now: new Date() })
  const [ca, cert, key] = await Promise.all([files.ca, files.cert, files.key].map((path) => readFile(path)))
  const connectTo = ({ port }: ServerProcess): Promise<Client> =>
    connect({ host: 'localhost', port, ca: ca as Buffer, cert: cert as Buffer, key: key as Buffer, retries: 0 })
  const client = await connectTo(server)
  const identifiers: string[] = []
  for (let at = 0; at < keys; at += itemsAtOnce) {
    const items = Array.from({ length: itemsAtOnce }, () =>
      item.create({
        objectType: 'SymmetricKey',
        attributes: {
          cryptographicAlgorithm: 'AES',
          cryptographicLength: 256,
          cryptographicUsageMask: ['Encrypt', 'Decrypt'],
        },
      }),
    )
    identifiers.push(...responsesOf(await client.batch(items)).map(({ uniqueIdentifier }) => String(uniqueIdentifier)))
  }
  const first = await readAll(client, identifiers)
  await client.close()
  await server.stop()
  return {
    async check(running) {
      const again = await connectTo(running)
      const found = await readAll(again, identifiers)
      await again.close()
      return identifiers.flatMap((id) =>
        found.get(id) === first.get(id) ? [] : [`${id} of the bystander is ${found.has(id) ? 'another key' : 'gone'}`],
      )
    },
  }
}
