import {
  constants,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  publicDecrypt,
  randomBytes,
} from 'node:crypto'
import { expect } from 'chai'
import { CryptoError } from '../crypto-error.ts'
import { createKeyThread, type KeyThread } from './key-thread.ts'
import type { KeyThreadTask } from './key-thread-task.ts'
import { isLongKey } from './long-key.ts'

const padding = constants.RSA_PKCS1_PADDING
const long = generateKeyPairSync('rsa', { modulusLength: 4096 }).privateKey
const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
const curve = (namedCurve: string): KeyObject => generateKeyPairSync('ec', { namedCurve }).privateKey
const question = (key: KeyObject, data: Uint8Array): KeyThreadTask => ({ kind: 'PrivateEncrypt', key, padding, data })
const failure = (promise: unknown): Promise<unknown> =>
  Promise.resolve(promise).then(
    () => expect.fail('it was done'),
    (error: unknown) => error,
  )

describe('createKeyThread', () => {
  let thread: KeyThread
  beforeEach(() => {
    thread = createKeyThread()
  })
  afterEach(() => thread.close())

  it('tells long keys from short ones', () => {
    expect([long, curve('P-384'), curve('sect571r1')].map(isLongKey)).to.deep.equal([true, true, true])
    const others = [short, curve('P-256'), curve('secp256k1'), generateKeyPairSync('ed448').privateKey]
    expect(others.map(isLongKey)).to.deep.equal([false, false, false, false])
  })

  it('answers at once with a short key, and each question its own with a long one', async () => {
    expect(thread.run(question(short, randomBytes(8)))).to.be.instanceOf(Uint8Array)
    const publicKey = createPublicKey(long)
    const data = Array.from({ length: 8 }, () => randomBytes(8))
    const answers = await Promise.all(data.map((each) => thread.run(question(long, each))))
    const opened = answers.map((answer) => publicDecrypt({ key: publicKey, padding }, answer as Uint8Array))
    expect(opened).to.deep.equal(data)
  })

  it('leaves the processor time of long keys to the thread', async () => {
    const data = randomBytes(8)
    await thread.run(question(long, data))
    const [all, own] = [process.cpuUsage(), process.threadCpuUsage()]
    await Promise.all(Array.from({ length: 200 }, () => thread.run(question(long, data))))
    expect(process.threadCpuUsage(own).user).to.be.below(process.cpuUsage(all).user / 2)
  })

  it('splits and joins long secrets in the thread, short ones at once', async () => {
    const method = {
      splitKeyMethod: 'PolynomialSharingGF2_8',
      splitKeyParts: 4,
      splitKeyThreshold: 3,
      polynomial: 285,
    } as const
    for (const [size, inThread] of [
      [32, false],
      [80_000, true],
    ] as const) {
      const secret = randomBytes(size)
      const own = process.threadCpuUsage()
      const shares = thread.run({ kind: 'SplitSecret', secret, splitting: method })
      expect(shares instanceof Promise).to.equal(inThread)
      const parts = (await shares).map((bytes, at) => ({ keyPartIdentifier: at + 1, bytes })).slice(1)
      const joined = thread.run({ kind: 'JoinSecret', parts, splitting: method, length: undefined })
      expect(joined instanceof Promise).to.equal(inThread)
      expect(Buffer.from(await joined).equals(secret)).to.equal(true)
      // Alone it would take a tenth of a second.
      expect(process.threadCpuUsage(own).user).to.be.below(50_000)
    }
  })

  it('says what is refused, and goes on', async () => {
    const digest = randomBytes(32)
    const binary = thread.run({ kind: 'ECDSASignDigest', key: curve('sect571r1'), digest, message: randomBytes(32) })
    expect(await failure(binary))
      .to.be.instanceOf(CryptoError)
      .and.include({ reason: 'UnsupportedCryptographicParameters' })
    expect(await failure(thread.run(question(long, randomBytes(600))))).to.include({ message: 'The operation failed.' })
    expect(await thread.run(question(long, digest))).to.have.length(512)
  })

  it('rejects what is not answered when it is closed, and starts again when asked', async () => {
    const asked = Array.from({ length: 20 }, () => failure(thread.run(question(long, randomBytes(8)))))
    await thread.close()
    for (const error of await Promise.all(asked)) expect(error).to.include({ message: 'The thread has ended.' })
    expect(await thread.run(question(long, randomBytes(8)))).to.have.length(512)
  })
})
