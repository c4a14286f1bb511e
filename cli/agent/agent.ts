import { waitForSignal } from '../asked-to-end.ts'
import { addExample, type Define } from '../define.ts'
import { disableCoreDumps } from '../guard-process.ts'
import { defaultConfig } from './agent-options.ts'
import { adopt, rekey } from './rekey.ts'
import { retire, uses } from './retire.ts'

/** `kmip agent` with its subcommands `rekey`, `adopt`, `uses` and `retire`. */
export const agent: Define = (command, io) => {
  addExample(
    command
      // The subcommands have a --config of their own.
      .enablePositionalOptions()
      .description('Runs the key agent: the process between a database and its key manager.')
      .option('--config <file>', 'a TOML file', defaultConfig),
    'kmip agent --config /etc/kmip/agent.toml',
  ).action(async ({ config: file }: { readonly config: string }) => {
    const [{ loadAgentConfig }, { runAgent }, { createAgentLog: agentLog }] = await Promise.all([
      import('../../agent/configuration/load-agent-config.ts'),
      import('../../agent/run-agent.ts'),
      import('../../agent/agent-log.ts'),
    ])
    await disableCoreDumps(io)
    const config = await loadAgentConfig(file)
    await using _running = await runAgent(config, agentLog())
    // Before it says that it listens: from then on it may be asked to end.
    const asked = waitForSignal()
    for (const { path } of config.sockets) io.stdout.write(`Listening on ${path}\n`)
    await asked
  })
  rekey(command, io)
  adopt(command, io)
  uses(command, io)
  retire(command, io)
}
