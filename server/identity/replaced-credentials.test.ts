import { randomBytes, type X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import { createAuthority, generatePrivateKey } from '../pki/authority.ts'
import { createTemporaryFolder, openTestStore } from '../store/contract/sqlite-harness.ts'
import { createReplacedCredentials, createReplacement } from './replaced-credentials.ts'

describe('replaced credentials', () => {
  let folder: ReturnType<typeof createTemporaryFolder>
  beforeEach(() => {
    folder = createTemporaryFolder()
  })
  afterEach(() => folder.remove())

  it('stay refused when their row was altered; other clients go on', async () => {
    const path = join(folder.path, 'store.db')
    const issue = async (): Promise<X509Certificate> => {
      const key = await generatePrivateKey('EC')
      return createAuthority({ key, now: new Date(), randomBytes }).certificate
    }
    const [first, second, other] = [await issue(), await issue(), await issue()]
    const onConnection = (certificate: X509Certificate, name: string) => ({
      certificate,
      address: 'localhost',
      protocol: 'TLSv1.3',
      connection: () => name,
    })
    const before = await openTestStore(path)
    for (const each of [first, second])
      await before.commit([], [], [createReplacement(onConnection(each, 'a'), 'CN=app')])
    await before.close()
    const db = new DatabaseSync(path)
    db.exec('UPDATE document SET sealed = zeroblob(length(sealed)) WHERE id = 1')
    db.close()

    const faults: Error[] = []
    const store = await openTestStore(path, { reportFault: (error) => faults.push(error) })
    const { known, requireCurrent } = createReplacedCredentials(store)
    await known
    const isCurrent = (certificate: X509Certificate, name: string): boolean => {
      try {
        requireCurrent(onConnection(certificate, name))
        return true
      } catch {
        return false
      }
    }
    expect(['a', 'b'].map((name) => isCurrent(first, name))).to.deep.equal([false, false])
    expect(['a', 'b'].map((name) => isCurrent(second, name))).to.deep.equal([true, false])
    expect(isCurrent(other, 'b')).to.equal(true)
    expect(faults.map(String).join()).to.include(`The replaced credential ${first.fingerprint256} was left out`)
    await store.close()
  })
})
