import { expect } from 'chai'
import type { GetResponse } from '../codec/index.ts'
import { type Client, type ConnectOptions, connect, item, responsesOf } from './index.ts'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const holds = <_T extends true>(): void => undefined

/** What the compiler has to accept and to refuse; never run. */
const promises = async (client: Client): Promise<void> => {
  const got = await client.get({ uniqueIdentifier: 'x' })
  holds<Equal<typeof got, GetResponse>>()
  await client.ping()
  await client.query({ queryFunction: ['QueryOperations'] }, { timeout: 1, signal: AbortSignal.abort() })
  await client.create({ objectType: 'SymmetricKey', attributes: { cryptographicLength: 256 } })
  await client.create({ objectType: 'SymmetricKey', attributes: [{ attribute: 'CryptographicLength', value: 256 }] })
  await client.createKeyPair({ privateKeyAttributes: { name: 'a' }, publicKeyAttributes: { name: 'b' } })

  const outcomes = await client.batch([item.create({ objectType: 'SymmetricKey' }), item.activate(), item.get()])
  holds<Equal<(typeof outcomes)['length'], 3>>()
  const [created, , third] = responsesOf(outcomes)
  holds<Equal<typeof third, GetResponse>>()
  holds<Equal<(typeof created)['objectType'], GetResponse['objectType']>>()
  if (!outcomes[2].ok) outcomes[2].error.resultReason satisfies string | undefined

  // @ts-expect-error what happened must be known before there is a response
  outcomes[0].response
  // @ts-expect-error an objectType is needed
  await client.create()
  // @ts-expect-error there is no such type of object
  await client.create({ objectType: 'SymetricKey' })
  // @ts-expect-error there is no such attribute
  await client.create({ objectType: 'SymmetricKey', attributes: { cryptographicSize: 256 } })
  // @ts-expect-error a length is a number
  await client.create({ objectType: 'SymmetricKey', attributes: { cryptographicLength: '256' } })
  // @ts-expect-error there is no such field
  await client.get({ uniqueIdentifer: 'x' })
  // @ts-expect-error servers send it to clients
  await client.notify({})
  // @ts-expect-error there is no such option
  await client.batch([item.get()], { errorContinuation: 'Retry' })
  // @ts-expect-error an operation's request is no item of a batch
  await client.batch([{ uniqueIdentifier: 'x' }])
  // @ts-expect-error 3.0 is not spoken
  await connect({ version: '3.0' })
  // @ts-expect-error servers are checked, always
  const unsafe: ConnectOptions = { rejectUnauthorized: false }
  await connect(unsafe)
}

describe('types', () => {
  // tsc judges the function above; that it runs here at all says that the file was loaded.
  it('are promises that the compiler keeps', () => expect(promises).to.be.a('function'))
})
