import { waitForSignal } from '../asked-to-end.ts'
import { addExample, type Define } from '../define.ts'
import { type AgentFlags, addAgentOptions, defaultConfig, useAgent } from './agent-options.ts'
import { retire, uses } from './retire.ts'

/** `kmip agent` with its subcommands `rekey`, `uses` and `retire`. */
export const agent: Define = (command, io) => {
  addExample(
    command
      // The subcommands have a --config of their own.
      .enablePositionalOptions()
      .description('Runs the key agent: the process between a database and its key manager.')
      .option('--config <file>', 'a TOML file', defaultConfig),
    'kmip agent --config /etc/kmip/agent.toml',
  ).action(async ({ config: file }: { readonly config: string }) => {
    const [{ loadAgentConfig }, { runAgent }, { createAgentLog: agentLog }, { guardProcess }] = await Promise.all([
      import('../../agent/configuration/load-agent-config.ts'),
      import('../../agent/run-agent.ts'),
      import('../../agent/agent-log.ts'),
      import('../../agent/guard-process.ts'),
    ])
    const unguarded = await guardProcess()
    if (unguarded !== undefined) io.stderr.write(`kmip: ${unguarded}\n`)
    const config = await loadAgentConfig(file)
    await using _running = await runAgent(config, agentLog())
    for (const { path } of config.sockets) io.stdout.write(`Listening on ${path}\n`)
    await waitForSignal()
  })
  addExample(
    addAgentOptions(
      command
        .command('rekey')
        .summary('rotate a key-encryption key')
        .description(
          'Makes a new key-encryption key in the KMS and wraps the data keys of all secrets with it. After an interruption run it again.',
        ),
    ).argument('<key>', "its name in the agent's configuration"),
    'kmip agent rekey backup',
  ).action((key: string, flags: AgentFlags) =>
    useAgent(flags, async (client) => {
      const { current, rewrapped, previous } = await client.rekey(key)
      io.stdout.write(`${key} is now ${current} in the KMS. Secrets rewrapped: ${rewrapped}.\n`)
      if (previous.length > 0)
        io.stdout.write(`Files sealed before need ${previous.join(', ')} until you reseal them: kmip reseal FILE…\n`)
    }),
  )
  uses(command, io)
  retire(command, io)
}
