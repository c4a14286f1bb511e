import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Runs this program again, with all that it starts, on a disk that takes so many microseconds longer for each sync. Returns
 * its exit code. Requires a C compiler.
 */
export const runOnSlowerDisk = (microseconds: number): number => {
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
