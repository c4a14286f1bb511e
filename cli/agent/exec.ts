import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { CliError, Ended } from '../cli-error.ts'
import { addExample, type Define } from '../define.ts'
import { collectRepeated } from '../repeated.ts'
import { type AgentFlags, addAgentOptions, useAgent } from './agent-options.ts'

interface Flags extends AgentFlags {
  readonly env: readonly string[]
}

const parseAssignment = (text: string): { readonly variable: string; readonly secret: string } => {
  const [, variable, secret] = /^([A-Za-z_][A-Za-z0-9_]*)=(.+)$/.exec(text) ?? []
  if (variable === undefined || secret === undefined)
    throw new CliError('usage', `--env: ${text} is not NAME=SECRET`, 'For example --env PGPASSWORD=replication')
  return { variable, secret }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Runs a program. @returns its exit code, or 128 plus the number of the signal that ended it */
const runProgram = (program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', env })
    const pass = (signal: NodeJS.Signals) => void child.kill(signal)
    for (const signal of signals) process.on(signal, pass)
    child.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        new CliError('usage', `${program}: ${error.code === 'ENOENT' ? 'there is no such program' : error.message}`),
      ),
    )
    child.on('exit', (code, signal) => {
      for (const each of signals) process.off(each, pass)
      resolve(code ?? 128 + constants.signals[signal as NodeJS.Signals])
    })
  })

/**
 * `kmip exec`. Failures of its own exit above the codes of programs (`above` in the list of commands): as a restore_command, 1 to 125
 * would mean that the archive has no such segment.
 */
export const exec: Define = (command, io) => {
  addExample(
    addAgentOptions(command)
      .description(
        'Runs a program with secrets in its environment. Exits with the code of the program, or with 200 and above when the program did not run.',
      )
      .requiredOption('--env <name=secret>', 'a variable and the secret that it gets; repeatable', collectRepeated)
      .argument('<program...>', 'the program and its arguments, after --'),
    'kmip exec --env PGBACKREST_REPO1_CIPHER_PASS=backrest -- pgbackrest backup',
  ).action(async (words: string[], flags: Flags) => {
    const env = await useAgent(flags, async (client) => {
      const all: NodeJS.ProcessEnv = { ...io.env }
      for (const { variable, secret } of flags.env.map(parseAssignment)) {
        const value = Buffer.from(await client.readSecret(secret))
        if (value.includes(0)) throw new CliError('failed', `${secret} has a zero byte, which no variable can hold`)
        all[variable] = value.toString()
      }
      return all
    })
    const [program = '', ...args] = words
    const code = await runProgram(program, args, env)
    if (code !== 0) throw new Ended(code)
  })
}
