import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Runs this program again, and all that it starts, as if the disk took so many microseconds longer to make things durable.
 * Returns its exit code. It needs a C compiler.
 */
export const onSlowerDisk = (microseconds: number): number => {
  const folder = mkdtempSync(join(tmpdir(), 'kmip-slower-disk-'))
  try {
    const library = join(folder, 'slow-sync.so')
    execFileSync('cc', ['-O2', '-shared', '-fPIC', '-o', library, join(import.meta.dirname, 'slow-sync.c'), '-ldl'])
    const env = { ...process.env, LD_PRELOAD: library, SYNC_DELAY: String(microseconds) }
    return spawnSync(process.execPath, process.argv.slice(1), { env, stdio: 'inherit' }).status ?? 1
  } finally {
    rmSync(folder, { recursive: true })
  }
}
