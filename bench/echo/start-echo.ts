import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setUpPaths } from '../../server/setup/set-up-paths.ts'
import type { Target } from '../load/load-generator.ts'

const program = join(import.meta.dirname, 'echo-server.ts')

/** The echo with the certificates of a data directory, for the client that `own` is for. */
export const startEcho = async (directory: string, own: Target, requestBytes: number, answerBytes: number) => {
  const { ca, serverEc } = setUpPaths(directory)
  const args = [program, ca.cert, serverEc.cert, serverEc.key, String(requestBytes), String(answerBytes)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const ended = exited.then(() => Promise.reject(new Error('the echo ended before it was ready')))
  ended.catch(() => undefined)
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])) as [string]
  const target: Target = { ...own, port: Number(line), pid: child.pid as number }
  return {
    target,
    async close() {
      child.kill()
      await exited
    },
  }
}
