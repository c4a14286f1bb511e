import { spawn } from 'node:child_process'
import { once } from 'node:events'

export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program as a user of the system, who may be in further groups. Never rejects for what the program says. */
export const runAs = async (
  user: string,
  program: string,
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly input?: string; readonly timeout?: number } = {},
): Promise<Outcome> => {
  const child = spawn('setpriv', [...toIdentityOptions(user), program, ...args], {
    env: { PATH: '/usr/bin:/bin', ...options.env },
    cwd: '/',
    timeout: options.timeout ?? 120_000,
  })
  child.stdin.on('error', () => undefined).end(options.input ?? '')
  const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => {
    const parts: Buffer[] = []
    stream.on('data', (part: Buffer) => parts.push(part))
    return () => Buffer.concat(parts).toString()
  }) as [() => string, () => string]
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout: stdout(), stderr: stderr() }
}

/** What `setpriv` needs to become a user with the groups that the system has for it. */
export const toIdentityOptions = (user: string): string[] => [`--reuid=${user}`, `--regid=${user}`, '--init-groups']

/** As {@link runAs}; a failure throws an error with the output. */
export const runAsOrThrow = async (...given: Parameters<typeof runAs>): Promise<string> => {
  const [user, program, args] = given
  const { code, stdout, stderr } = await runAs(...given)
  if (code !== 0) throw new Error(`${user}: ${program} ${args.join(' ')} ended with ${code}: ${stderr}${stdout}`)
  return stdout
}
