import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { runProgram } from '../../agent/run-command.ts'
import { createPythonEnvironment } from '../python-environment.ts'
import type { Tally } from '../tally.ts'
import { openConsumerSite } from './consumer-site.ts'

const script = join(import.meta.dirname, 'pykmip-configuration.py')

/** PyKMIP's client with nothing but the printed pykmip.conf. */
export const pykmipConfiguration = async (installed: string, tally: Tally): Promise<void> => {
  const python = await createPythonEnvironment()
  await using site = await openConsumerSite(installed, 'pykmip')
  await tally.check('PyKMIP: works with the file that kmip connect prints, and nothing else', async () => {
    const file = join(site.folder, '.pykmip/pykmip.conf')
    await mkdir(dirname(file))
    await writeFile(file, site.linesFor('~/.pykmip/pykmip.conf'))
    const { code, stdout, stderr } = await runProgram(python, ['-B', script], { HOME: site.folder })
    if (code !== 0) throw new Error(`it ended with ${code}: ${stderr.slice(-3000)}`)
    expect(JSON.parse(stdout.toString())).to.deep.equal({ found: true, bits: 256 })
  })
}
