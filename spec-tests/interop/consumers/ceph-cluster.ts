import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { appendFile, chown, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { waitUntil } from '../../support/wait-until.ts'
import { findFreePort } from '../free-port.ts'
import { runAsOrThrow, toIdentityOptions } from '../postgresql/command.ts'

/** The user of Debian's packages, as whom all of it runs. */
const user = 'ceph'

/** A monitor, an object store in memory and a gateway. */
export interface CephCluster extends AsyncDisposable {
  /** Of the gateway, over TLS. */
  readonly port: number
  /** PEM: of the gateway's certificate, which it signed itself. */
  readonly certificate: string
  /** Runs a program of Ceph; its standard output. */
  run(program: string, ...args: string[]): Promise<string>
}

/** No authentication and one copy of everything: what is tested is the gateway's encryption. */
const formatConfiguration = (folder: string, monitor: number, gateway: number): string =>
  `[global]
fsid = ${randomUUID()}
mon_host = v2:127.0.0.1:${monitor}
mon_initial_members = a
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
ms_mon_client_mode = crc
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 1
osd_pool_default_pgp_num = 1
mon_allow_pool_size_one = true
osd_crush_chooseleaf_type = 0
mon_max_pg_per_osd = 1000
public_addr = 127.0.0.1
run_dir = ${folder}
log_file = ${folder}/$name.log
pid_file = ${folder}/$name.pid
admin_socket = ${folder}/$name.asok
mon_data = ${folder}/mon
osd_data = ${folder}/osd
osd_objectstore = memstore
memstore_device_bytes = 268435456
[client.rgw]
rgw_data = ${folder}/rgw
rgw_frontends = beast ssl_endpoint=127.0.0.1:${gateway} ssl_certificate=${folder}/gateway.pem
`

/**
 * Starts a cluster of Ceph's in a folder, with further lines in its configuration. It takes seconds.
 *
 * @param owner the uid and gid of the user `ceph`
 * @throws Error when a program is missing or does not start
 */
export const startCephCluster = async (
  folder: string,
  lines: string,
  owner: { readonly uid: number; readonly gid: number },
): Promise<CephCluster> => {
  const [monitor, port] = [await findFreePort(), await findFreePort()]
  for (const name of ['', 'osd', 'rgw']) {
    await mkdir(join(folder, name), { recursive: true })
    await chown(join(folder, name), owner.uid, owner.gid)
  }
  const configuration = join(folder, 'ceph.conf')
  await writeFile(configuration, formatConfiguration(folder, monitor, port))
  await appendFile(configuration, lines)
  const run = (program: string, ...args: string[]): Promise<string> =>
    runAsOrThrow(user, `/usr/bin/${program}`, ['-c', configuration, ...args], {
      env: { HOME: folder },
      timeout: 60_000,
    })
  const pem = join(folder, 'gateway.pem')
  await runAsOrThrow(user, '/usr/bin/openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
    ...[
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost',
      '-keyout',
      `${pem}.key`,
      '-out',
      `${pem}.crt`,
    ],
  ])
  const certificate = await runAsOrThrow(user, '/bin/cat', [`${pem}.crt`])
  await runAsOrThrow(user, '/bin/sh', ['-c', `cat ${pem}.crt ${pem}.key > ${pem}`])

  await using opened = new AsyncDisposableStack()
  const start = (program: string, ...args: string[]): ChildProcess => {
    const child = spawn(
      'setpriv',
      [...toIdentityOptions(user), `/usr/bin/${program}`, '-c', configuration, '-f', ...args],
      {
        cwd: folder,
        env: { PATH: '/usr/bin:/bin', HOME: folder },
        stdio: 'ignore',
      },
    )
    const exited = once(child, 'exit')
    opened.defer(async () => {
      child.kill('SIGKILL')
      await exited
    })
    return child
  }
  const fsid = (await run('ceph-conf', '--lookup', 'fsid')).trim()
  const map = join(folder, 'monmap')
  await run('monmaptool', '--create', '--fsid', fsid, '--addv', 'a', `[v2:127.0.0.1:${monitor}]`, map)
  await run('ceph-mon', '-i', 'a', '--mkfs', '--monmap', map)
  start('ceph-mon', '-i', 'a')
  await waitUntil('the monitor', () =>
    run('ceph', '--connect-timeout', '2', 'mon', 'stat').then(
      () => true,
      () => false,
    ),
  )
  const store = randomUUID()
  await run('ceph', 'osd', 'new', store)
  await run('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', store)
  start('ceph-osd', '-i', '0')
  await waitUntil('the object store', async () => (await run('ceph', 'osd', 'stat')).includes('1 up'))
  await run(
    'radosgw-admin',
    '-n',
    'client.rgw',
    'user',
    'create',
    '--uid=me',
    '--display-name=me',
    '--access-key=access',
    '--secret-key=secret',
  )
  start('radosgw', '-n', 'client.rgw')
  const all = opened.move()
  return { port, certificate, run, [Symbol.asyncDispose]: () => all.disposeAsync() }
}
