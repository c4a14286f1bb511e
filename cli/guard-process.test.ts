import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect } from 'chai'

/** Starts where a core dump is allowed as far as this user may allow it, then disables them; prints the limits. */
const script = `
  import { readFileSync } from 'node:fs'
  import { disableCoreDumps } from '${import.meta.resolve('./guard-process.ts')}'
  await disableCoreDumps({ stderr: process.stderr })
  process.stdout.write(readFileSync('/proc/self/limits'))`
const shell = 'ulimit -S -c "$(ulimit -H -c)" && exec "$0" --input-type=module --eval "$1"'

describe('disableCoreDumps', () => {
  it('ends what the limits of the caller allow', async () => {
    const { stdout, stderr } = await promisify(execFile)('sh', ['-c', shell, process.execPath, script])
    expect(stdout).to.match(/^Max core file size +0 +0 /m)
    expect(stderr).to.equal('')
  })
})
