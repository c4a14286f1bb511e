import { waitForSignal } from '../asked-to-end.ts'
import { addExample, type Define } from '../define.ts'
import { type AgentFlags, addAgentOptions, defaultConfig, useAgent } from './agent-options.ts'
import { retire, uses } from './retire.ts'

/** `kmip agent`, and what administers its keys: `rekey`, `uses`, `retire`. */
export const agent: Define = (command, io) => {
  addExample(
    command
      // Its --config is not that of its subcommands.
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
          'Makes a new key-encryption key in the KMS and wraps every data key on record with it. May be interrupted and repeated at any time.',
        ),
    ).argument('<key>', "its name in the agent's configuration"),
    'kmip agent rekey backup',
  ).action((key: string, flags: AgentFlags) =>
    useAgent(flags, async (client) => {
      const { current, rewrapped, previous } = await client.rekey(key)
      io.stdout.write(`${key} is now ${current}; ${rewrapped} secrets were wrapped anew.\n`)
      if (previous.length > 0)
        io.stdout.write(
          `Files sealed before still need ${previous.join(', ')}, until they are resealed: kmip reseal FILE…\n`,
        )
    }),
  )
  uses(command, io)
  retire(command, io)
}
