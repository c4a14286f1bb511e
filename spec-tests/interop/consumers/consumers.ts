import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installKmip } from '../install-kmip.ts'
import type { Tally } from '../tally.ts'
import { barbican } from './barbican.ts'
import { ceph } from './ceph.ts'
import { pykmipConfiguration } from './pykmip-configuration.ts'

/** What `kmip connect` prints for PyKMIP, Barbican and Ceph, pasted, with the programs themselves. */
export const consumers = async (tally: Tally): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'kmip-installed-'))
  try {
    await chmod(folder, 0o755)
    await installKmip(folder)
    for (const [name, check] of Object.entries({ PyKMIP: pykmipConfiguration, Barbican: barbican, Ceph: ceph }))
      await check(folder, tally).catch((error: unknown) => tally.report(name, String(error)))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
