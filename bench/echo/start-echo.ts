import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { toSetUpPaths } from '../../server/setup/set-up-paths.ts'
import type { Target } from '../load/load-generator.ts'
import type { BenchServer } from '../server/start-bench-server.ts'

const program = join(import.meta.dirname, 'echo-server.ts')

export interface Echo extends AsyncDisposable {
  readonly target: Target
}

/** Starts the echo with the certificate of a server, for the same client. */
export const startEcho = async (server: BenchServer, requestBytes: number, answerBytes: number): Promise<Echo> => {
  const { ca, serverEc } = toSetUpPaths(server.directory)
  const args = [program, ca.cert, serverEc.cert, serverEc.key, String(requestBytes), String(answerBytes)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const failed = exited.then(() => Promise.reject(new Error('The echo ended before it was ready.')))
  failed.catch(() => undefined)
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), failed])) as [string]
  return {
    target: { ...server.process, port: Number(line), pid: child.pid as number },
    async [Symbol.asyncDispose]() {
      child.kill()
      await exited
    },
  }
}
