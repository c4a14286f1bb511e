import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { ConnectionError, connect, KmipResponseError, TimeoutError } from './index.ts'
import { answer, answering, answeringServer, type Behaviour, failure } from './testing/answering-server.ts'

const version = '1.4'
const query = { queryFunction: ['QueryOperations'] } as const
const create = { objectType: 'SymmetricKey' } as const
const ok = answering({ Query: () => ({}), Create: () => ({ objectType: 'SymmetricKey', uniqueIdentifier: 'k' }) })

/** Hangs up on the first so many requests, unanswered. */
const hangingUp = (times: number): Behaviour => {
  let left = times
  return (request, socket) => {
    if (left-- <= 0) return ok(request, socket)
    socket.destroy()
    return undefined
  }
}

describe('repeating a call', () => {
  it('repeats Query when the connection dies under it', async () => {
    await using server = await answeringServer(hangingUp(2))
    await using client = await connect({ ...server.options, version })
    await client.query(query)
    expect(server.requests).to.have.lengthOf(3)
  })

  it('repeats no more often than it may', async () => {
    await using server = await answeringServer(hangingUp(9))
    await using client = await connect({ ...server.options, version, retries: 1 })
    expect(await failure(client.query(query))).to.include({ fault: 'closed', sent: true })
    expect(server.requests).to.have.lengthOf(2)
  })

  it('does not repeat Create once it was written', async () => {
    await using server = await answeringServer(hangingUp(1))
    await using client = await connect({ ...server.options, version })
    const error = await failure(client.create(create))
    expect(error).to.be.instanceOf(ConnectionError)
    expect(error).to.include({ fault: 'closed', sent: true })
    expect((error as ConnectionError).hint).to.include('may have carried the request out')
    expect(server.requests).to.have.lengthOf(1)
    expect(await client.create(create)).to.have.property('uniqueIdentifier', 'k')
  })

  it('does not repeat a batch with a Create in it', async () => {
    await using server = await answeringServer(hangingUp(1))
    const { item } = await import('./item.ts')
    await using client = await connect({ ...server.options, version })
    expect(await failure(client.batch([item.query(query), item.create(create)]))).to.include({ sent: true })
    expect(server.requests).to.have.lengthOf(1)
  })

  it('sends Create on a new connection when the server closed the old one before', async () => {
    await using server = await answeringServer(ok)
    await using client = await connect(server.options)
    for (const socket of server.sockets) socket.end()
    await sleep(20)
    await client.create(create)
    expect(server.accepted).to.equal(2)
  })
})

describe('which version', () => {
  const answeredBy = async (behave: Behaviour): Promise<unknown> => {
    await using server = await answeringServer(behave)
    await using client = await connect(server.options)
    return client.version
  }
  const offering = (...offered: [number, number][]): Behaviour =>
    answering({
      DiscoverVersions: () => ({
        protocolVersion: offered.map(([protocolVersionMajor, protocolVersionMinor]) => ({
          protocolVersionMajor,
          protocolVersionMinor,
        })),
      }),
    })

  it('the newest of both sides, in whatever order', async () => {
    expect(await answeredBy(offering([1, 0], [2, 1], [1, 4]))).to.equal('2.1')
    expect(await answeredBy(offering([3, 0], [1, 3]))).to.equal('1.3')
  })

  it('1.0 when Discover Versions is refused', async () => {
    expect(await answeredBy(answering({ DiscoverVersions: () => 'OperationNotSupported' }))).to.equal('1.0')
    const inItsVersion: Behaviour = ({ requestHeader }) => {
      const protocolVersion = { protocolVersionMajor: 1, protocolVersionMinor: 0 }
      const request = { requestHeader: { ...requestHeader, protocolVersion } } as never
      return answer(request, { resultStatus: 'OperationFailed', resultReason: 'GeneralFailure', resultMessage: 'no' })
    }
    expect(await answeredBy(inItsVersion)).to.equal('1.0')
  })

  it('one of a server that refuses messages of all others', async () => {
    const speaking = (...spoken: [number, number][]): Behaviour => {
      const offers = offering(...spoken)
      return (request, socket) => {
        const { protocolVersionMajor, protocolVersionMinor } = request.requestHeader.protocolVersion
        const isSpoken = spoken.some(
          ([major, minor]) => major === protocolVersionMajor && minor === protocolVersionMinor,
        )
        const refusal = {
          resultStatus: 'OperationFailed',
          resultReason: 'InvalidMessage',
          resultMessage: 'no',
        } as const
        return isSpoken ? offers(request, socket) : answer(request, refusal)
      }
    }
    expect(await answeredBy(speaking([1, 4], [1, 0]))).to.equal('1.4')
    expect(await answeredBy(speaking([2, 1], [2, 0]))).to.equal('2.1')
    expect(await answeredBy(speaking([1, 0]))).to.equal('1.0')
  })

  it('none when the server wants other credentials, or speaks other versions', async () => {
    const denied = await failure(answeredBy(answering({ DiscoverVersions: () => 'AuthenticationNotSuccessful' })))
    expect(denied).to.be.instanceOf(KmipResponseError).with.property('resultReason', 'AuthenticationNotSuccessful')
    expect(await failure(answeredBy(offering([3, 0]))))
      .to.have.property('message')
      .that.includes('speaks KMIP 3.0')
  })

  it('is asked once per server', async () => {
    await using server = await answeringServer(hangingUp(0))
    await using client = await connect({ ...server.options, idleTimeout: 20 })
    await sleep(60)
    await client.query(query)
    expect(server.accepted).to.equal(2)
    expect(server.requests.map(({ batchItem }) => batchItem[0]?.operation)).to.deep.equal(['DiscoverVersions', 'Query'])
  })
})

describe('ending a call', () => {
  const silent: Behaviour = () => undefined

  it('by the signal of the call, with its reason', async () => {
    await using server = await answeringServer(silent)
    await using client = await connect({ ...server.options, version })
    const stop = new AbortController()
    const call = failure(client.query(query, { signal: stop.signal }))
    await sleep(20)
    stop.abort(new Error('enough'))
    expect(await call).to.have.property('message', 'enough')
    expect(await failure(client.query(query, { signal: stop.signal }))).to.have.property('message', 'enough')
    await sleep(20)
    expect(server.sockets.size).to.equal(0)
  })

  it('by the signal of the client', async () => {
    await using server = await answeringServer(silent)
    const stop = new AbortController()
    await using client = await connect({ ...server.options, version, signal: stop.signal })
    const call = failure(client.query(query))
    await sleep(20)
    stop.abort()
    expect(await call).to.have.property('name', 'AbortError')
    expect(await failure(client.query(query))).to.include({ fault: 'clientClosed' })
  })

  it('by its own time limit', async () => {
    await using server = await answeringServer(silent)
    await using client = await connect({ ...server.options, version })
    expect(await failure(client.create(create, { timeout: 30 }))).to.be.instanceOf(TimeoutError)
  })

  it('close waits for what is under way, then nothing is left', async () => {
    await using server = await answeringServer(async (request, socket) => {
      await sleep(40)
      return ok(request, socket)
    })
    const client = await connect({ ...server.options, version })
    const call = client.query(query)
    await client.close()
    expect(await call).to.deep.equal({})
    await sleep(10)
    expect(server.sockets.size).to.equal(0)
    expect(await failure(client.query(query))).to.include({ fault: 'clientClosed' })
  })
})

describe('several servers', () => {
  const offline = async (): Promise<{ port: number; start: () => ReturnType<typeof answeringServer> }> => {
    const server = await answeringServer(ok)
    const { port } = server
    await server[Symbol.asyncDispose]()
    return { port, start: () => answeringServer(ok, port) }
  }

  it('goes to the next when one is down, and comes back after the cool-down', async () => {
    const first = await offline()
    await using second = await answeringServer(ok)
    const { host: _, port: __, ...identity } = second.options
    const servers = [`127.0.0.1:${first.port}`, `127.0.0.1:${second.port}`]
    await using client = await connect({ ...identity, version, servers, coolDown: 100 })
    await client.query(query)
    expect(second.requests).to.have.lengthOf(1)
    await using revived = await first.start()
    await client.query(query)
    expect(revived.requests).to.have.lengthOf(0)
    await sleep(120)
    await client.query(query)
    expect(revived.requests).to.have.lengthOf(1)
  })

  it('goes to the next when one dies under a call', async () => {
    const dying = await answeringServer((request, socket) => {
      socket.destroy()
      void dying[Symbol.asyncDispose]()
      return answer(request)
    })
    await using second = await answeringServer(ok)
    const { host: _, port: __, ...identity } = second.options
    const servers = [`127.0.0.1:${dying.port}`, `127.0.0.1:${second.port}`]
    await using client = await connect({ ...identity, version, servers })
    await client.query(query)
    expect([dying.requests.length, second.requests.length]).to.deep.equal([1, 1])
  })

  it('prefers the next to one that dies again and again, but not for what the first refuses', async () => {
    const refusing = answering({ Query: () => 'PermissionDenied' })
    const dies = hangingUp(1)
    let refuses = false
    await using first = await answeringServer((request, socket) => (refuses ? refusing : dies)(request, socket))
    await using second = await answeringServer(ok)
    const { host: _, port: __, ...identity } = second.options
    const servers = [`127.0.0.1:${first.port}`, `127.0.0.1:${second.port}`]
    await using client = await connect({ ...identity, version, servers, coolDown: 100 })
    expect(await failure(client.create(create))).to.include({ fault: 'closed', sent: true })
    await client.create(create)
    expect([first.requests.length, second.requests.length]).to.deep.equal([1, 1])
    await sleep(120)
    refuses = true
    const refused = await failure(client.query(query))
    expect(refused).to.be.instanceOf(KmipResponseError)
    expect((refused as KmipResponseError).server).to.deep.include({ host: '127.0.0.1', port: first.port })
    expect([first.requests.length, second.requests.length]).to.deep.equal([2, 1])
  })

  it('names each when all are down', async () => {
    const [a, b] = [await offline(), await offline()]
    const error = await failure(connect({ servers: [`127.0.0.1:${a.port}`, `127.0.0.1:${b.port}`] }))
    expect(error).to.be.instanceOf(ConnectionError)
    expect((error as Error).message)
      .to.include(`127.0.0.1:${a.port}`)
      .and.include(`127.0.0.1:${b.port}`)
  })
})

describe('the pool', () => {
  const slow: Behaviour = async (request, socket) => {
    await sleep(30)
    return ok(request, socket)
  }
  const calls = (n: number, run: () => Promise<unknown>): Promise<unknown> =>
    Promise.all(Array.from({ length: n }, run))

  it('opens no more connections than it may, one request on each', async () => {
    const held: (() => void)[] = []
    const answerHeld = (): void => {
      for (const release of held.splice(0)) release()
    }
    let most = 0
    // Answers only once three requests are there, and leaves time for a fourth.
    await using server = await answeringServer(async (request, socket) => {
      await new Promise<void>((resolve) => {
        most = Math.max(most, held.push(resolve))
        if (held.length === 3) setTimeout(answerHeld, 5)
      })
      return ok(request, socket)
    })
    await using client = await connect({ ...server.options, version, connections: 3 })
    await calls(12, () => client.query(query))
    expect([most, server.accepted, server.requests.length]).to.deep.equal([3, 3, 12])
  })

  it('sends ahead where it is told to, and pairs the answers in order', async () => {
    let at = 0
    await using server = await answeringServer((request, socket) => {
      const text = `${at++}`
      return answering({ Query: () => ({ vendorIdentification: text }) })(request, socket)
    })
    await using client = await connect({ ...server.options, version, connections: 1, pipeline: 8 })
    const answers = await Promise.all(Array.from({ length: 8 }, () => client.query(query)))
    expect(answers.map((each) => each.vendorIdentification)).to.deep.equal([...'01234567'])
    expect(server.accepted).to.equal(1)
  })

  it('gives up one of several requests on a connection without harm to the others', async () => {
    await using server = await answeringServer(slow)
    await using client = await connect({ ...server.options, version, connections: 1, pipeline: 3 })
    const stop = new AbortController()
    const first = failure(client.create(create, { signal: stop.signal }))
    const second = client.create(create)
    await sleep(10)
    stop.abort()
    expect(await first).to.have.property('name', 'AbortError')
    expect(await second).to.have.property('uniqueIdentifier', 'k')
    await client.query(query)
    expect(server.accepted).to.equal(2)
  })

  it('lets a call that waits for a connection be given up', async () => {
    await using server = await answeringServer(slow)
    await using client = await connect({ ...server.options, version, connections: 1 })
    const busy = client.query(query)
    expect(await failure(client.query(query, { timeout: 10 }))).to.include({ sent: false, name: 'TimeoutError' })
    await busy
    await client.query(query)
    expect(server.requests).to.have.lengthOf(2)
  })

  it('does not keep the process running', async () => {
    await using server = await answeringServer(ok)
    const { execFile } = await import('node:child_process')
    const script = `
      import { connect } from '${new URL('index.ts', import.meta.url)}'
      const client = await connect({ ...JSON.parse(process.env.OPTIONS), version: '1.4' })
      await client.query({ queryFunction: ['QueryOperations'] })
      process.stdout.write('done')`
    const env = { ...process.env, OPTIONS: JSON.stringify(server.options) }
    const child = execFile(process.execPath, ['--input-type=module', '--eval', script], { env, timeout: 10_000 })
    let output = ''
    child.stdout?.on('data', (chunk) => {
      output += chunk
    })
    const [code] = await once(child, 'close')
    expect({ code, output }).to.deep.equal({ code: 0, output: 'done' })
  })
})
