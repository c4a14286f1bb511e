import { CliError } from '../cli-error.ts'
import { addExample, type Define } from '../define.ts'
import { applyStyle, escapeControls } from '../output.ts'
import { defaultConfig } from './agent-options.ts'

const styles = { ok: 'green', warning: 'yellow', failed: 'red' } as const

/** `kmip doctor`. */
export const doctor: Define = (command, io) => {
  addExample(
    command
      .description(
        'Checks the agent and everything behind it: files and their modes, certificates, sockets, TLS, clocks, KMIP version, keys. Prints what to do about each problem.',
      )
      .option('--config <file>', "the agent's configuration", defaultConfig)
      .option('--json', 'print JSON'),
    'kmip doctor --config /etc/kmip/agent.toml',
  ).action(async ({ config, json }: { readonly config: string; readonly json?: boolean }) => {
    const { examine } = await import('../../agent/doctor.ts')
    let sound = true
    const findings = []
    for await (const finding of examine(config, () => new Date())) {
      sound &&= finding.result !== 'failed'
      if (json) findings.push(finding)
      else {
        const { result, what, detail, remedy } = finding
        io.stdout.write(
          `${applyStyle(styles[result], result.padEnd(7), io.stdout)} ${escapeControls(`${what}: ${detail}`)}\n`,
        )
        if (remedy) io.stdout.write(`        → ${escapeControls(remedy)}\n`)
      }
    }
    if (json) io.stdout.write(`${JSON.stringify(findings, undefined, 2)}\n`)
    if (!sound) throw new CliError('failed', 'Some checks failed; see above.')
  })
}
