import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { connect, item, responsesOf } from '../../client/index.ts'
import { startPykmipServer } from '../../spec-tests/interop/pykmip-server.ts'
import { pythonEnvironment } from '../../spec-tests/interop/python-environment.ts'
import { oneAnswer } from '../load/fetch-answer.ts'
import type { Load, Target } from '../load/load-generator.ts'
import { interleave, measure } from '../load/measure-load.ts'
import { createRequest, getRequest, locateRequest, success } from '../load/requests.ts'
import { type Measured, type Row, rowOf } from '../result/row.ts'
import type { Bed } from '../server/bench-server.ts'
import { storeKey } from '../server/store-key.ts'

const run = promisify(execFile)
const against = 'PyKMIP'
const owner = 'owner'

const filesOf = async (folder: string, pem: Readonly<Record<'ca' | 'cert' | 'key', Uint8Array>>) => {
  const path = (name: string) => join(folder, `pykmip-${name}.pem`)
  for (const [name, text] of Object.entries(pem)) await writeFile(path(name), text, { mode: 0o600 })
  return { ca: path('ca'), cert: path('cert'), key: path('key') }
}

/** The same request to both: rates, and the slowest hundredth. */
const rates = async (
  bed: Bed,
  theirs: Target,
  what: string,
  load: Omit<Load, 'seconds' | 'mode' | 'requests'> & { readonly own: Buffer; readonly their: Buffer },
  targets: { readonly rate: number; readonly p99?: number },
): Promise<Row[]> => {
  const { connections, own, their } = load
  const one = (target: Target, requests: Buffer) =>
    measure(bed.load, target, { connections, requests, mode: 'persistent', answer: success, seconds: bed.seconds })
  const pairs = await interleave(
    bed.rounds,
    () => one(bed.server, own),
    () => one(theirs, their),
  )
  const name = `${what}, ${connections} connection${connections > 1 ? 's' : ''}`
  const rate = rowOf({ goal: 6, what: name, against, unit: '/s', target: targets.rate }, pairs)
  if (targets.p99 === undefined) return [rate]
  const slowest = ({ result }: (typeof pairs)[number]['own']): Measured => ({ value: result.latency.p99 })
  const slow = pairs.map((pair) => ({ own: slowest(pair.own), yardstick: slowest(pair.yardstick) }))
  const about = { goal: 6, what: `${name}: 99 % within`, against, unit: ' µs', target: targets.p99 }
  return [rate, rowOf(about, slow, 'smaller')]
}

/** Keys with names, and no others beside them than those of the measurements before. */
const fillOwn = async (bed: Bed, count: number): Promise<void> => {
  for (let at = 0; at < count; at += 200) {
    const items = Array.from({ length: Math.min(200, count - at) }, (_, i) =>
      item.create({
        objectType: 'SymmetricKey',
        attributes: {
          name: `key-${at + i}`,
          cryptographicAlgorithm: 'AES',
          cryptographicLength: 256,
          cryptographicUsageMask: ['Encrypt', 'Decrypt'],
        },
      }),
    )
    responsesOf(await bed.client.batch(items, { errorContinuation: 'Undo' }))
  }
}

const locates = async (bed: Bed, theirs: Target, count: number): Promise<Row> => {
  const requests = locateRequest(`key-${count >> 1}`)
  const pairs = await interleave<Measured>(
    bed.rounds,
    () =>
      measure(bed.load, bed.server, {
        connections: 1,
        mode: 'persistent',
        requests,
        answer: success,
        seconds: bed.seconds,
      }),
    async () => {
      const start = performance.now()
      const answer = await oneAnswer(theirs, requests)
      if (!answer.includes(success, 'hex')) throw new Error('PyKMIP refused a Locate')
      return { value: 1000 / (performance.now() - start) }
    },
  )
  return rowOf({ goal: 6, what: `Locate by name, ${count} objects`, against, unit: '/s', target: 10_000 }, pairs)
}

/** Goal 6: the same requests to the server that a user could run instead. */
export const againstPykmip = async (bed: Bed): Promise<Row[]> => {
  const python = await pythonEnvironment()
  const server = await startPykmipServer(python)
  try {
    const identity = await server.client(owner)
    const files = await filesOf(bed.directory, { ca: server.ca, ...identity })
    const theirs: Target = { ...files, port: server.port, tls12: true }
    const client = await connect({ host: 'localhost', port: server.port, ca: server.ca, ...identity, version: '1.4' })
    const [ownKey, theirKey] = [await storeKey(bed.client), await storeKey(client)]
    await client.close()
    const gets = { own: getRequest(ownKey.uniqueIdentifier), their: getRequest(theirKey.uniqueIdentifier) }
    const creates = { own: createRequest(), their: createRequest() }
    const count = bed.smoke ? 200 : 10_000
    const rows = [
      ...(await rates(bed, theirs, 'Get', { connections: 1, ...gets }, { rate: 60, p99: 20 })),
      ...(await rates(bed, theirs, 'Get', { connections: 16, ...gets }, { rate: 100, p99: 20 })),
      ...(await rates(bed, theirs, 'Create', { connections: 1, ...creates }, { rate: 10 })),
      ...(await rates(bed, theirs, 'Create', { connections: 16, ...creates }, { rate: 40 })),
    ]
    await fillOwn(bed, count)
    const fill = join(import.meta.dirname, 'fill-pykmip.py')
    await run(python, ['-B', '-W', 'ignore', fill, server.database, owner, String(count)])
    return [...rows, await locates(bed, theirs, count)]
  } finally {
    await server.close()
  }
}
