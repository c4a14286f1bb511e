import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { consumers } from '../../../cli/server/consumers/index.ts'
import { waitUntil } from '../../support/wait-until.ts'
import type { Tally } from '../tally.ts'
import { startCephCluster } from './ceph-cluster.ts'
import { openConsumerSite } from './consumer-site.ts'
import { askS3 } from './s3-client.ts'

const run = promisify(execFile)

const keyName = 'my-bucket-key'
const marker = 'the-marker-that-nobody-else-may-read'
const encrypted = {
  'x-amz-server-side-encryption': 'aws:kms',
  'x-amz-server-side-encryption-aws-kms-key-id': keyName,
}

/** Ceph's object gateway over the printed ceph.conf, with a cluster in memory, as the user `ceph`. */
export const ceph = async (installed: string, tally: Tally): Promise<void> => {
  await using site = await openConsumerSite(installed, 'ceph')
  const id = async (flag: string) => Number((await run('id', [flag, 'ceph'])).stdout)
  // It gives the key to the gateway, and makes a key with the gateway's certificate.
  await site.paste(site.linesFor('shell'))
  const owner = { uid: await id('-u'), gid: await id('-g') }
  await using cluster = await startCephCluster(join(site.folder, 'ceph'), site.linesFor('ceph.conf'), owner)
  await waitUntil('the gateway', () =>
    askS3(cluster, 'GET', '/').then(
      () => true,
      () => false,
    ),
  )
  const stored = async (): Promise<string> => {
    const pool = ['-p', 'default.rgw.buckets.data']
    const [name = ''] = (await cluster.run('rados', ...pool, 'ls')).trim().split('\n')
    return cluster.run('rados', ...pool, 'get', name, '-')
  }
  await tally.check('Ceph: an object is encrypted under the key, stored in no other form, and read back', async () => {
    expect((await askS3(cluster, 'PUT', '/bucket')).status).to.equal(200)
    expect((await askS3(cluster, 'PUT', '/bucket/object', encrypted, marker)).status).to.equal(200)
    expect(await askS3(cluster, 'GET', '/bucket/object')).to.deep.equal({ status: 200, body: marker })
    expect(await stored()).to.have.length.above(0)
    expect(await stored()).to.not.include(marker)
  })
  await tally.check('Ceph: sends no operation that its declaration lacks', () => {
    const { asked, failed } = site.listOperations()
    expect(asked).to.include.members(['Locate', 'Get'])
    expect(consumers.ceph)
      .to.have.property('operations')
      .that.includes.members([...asked])
    expect(failed).to.deep.equal([])
  })
  await tally.check('Ceph: nothing is stored under a key that is not there', async () => {
    const other = { ...encrypted, 'x-amz-server-side-encryption-aws-kms-key-id': 'no-such-key' }
    expect((await askS3(cluster, 'PUT', '/bucket/none', other, marker)).status).to.be.at.least(400)
  })
  const [create = ''] = site.linesFor('shell').match(/^kmip create .*$/m) ?? []
  const rekey = create.replace(/^kmip create --name (\S+) --activate/, 'kmip rekey --name $1')
  const tryRekey = (): Promise<string | undefined> =>
    site.paste(rekey).then(
      () => undefined,
      (error: Error) => error.message,
    )
  await tally.check('Ceph: the limits of its client refuse a re-key, and the object stays readable', async () => {
    expect(await tryRekey()).to.include('CN=ceph may not use ReKey')
    expect(await askS3(cluster, 'GET', '/bucket/object')).to.deep.equal({ status: 200, body: marker })
  })
  await tally.check('Ceph: without the limits, a re-key has the object read as other bytes with HTTP 200', async () => {
    await site.paste(`kmip client limit ceph --none --data-directory ${join(site.folder, 'kms')}`)
    await waitUntil('the limits are gone', async () => (await tryRekey()) === undefined)
    const { status, body } = await askS3(cluster, 'GET', '/bucket/object')
    expect(status).to.equal(200)
    expect(body).to.not.equal(marker)
  })
}
