import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createPythonEnvironment } from '../python-environment.ts'

const [script, requirements] = ['driver.py', 'requirements.txt'].map((name) => join(import.meta.dirname, name)) as [
  string,
  string,
]

export interface DriverSettings {
  /** Of the server with the key vault: `mongodb://127.0.0.1:27017/`. */
  readonly mongodb: string
  /** Lines of Python, as `kmip connect mongodb-driver` prints them. */
  readonly configuration: string
}

/** MongoDB's driver in a separate process: driver.py. */
export interface Driver {
  /**
   * `seconds`: how long it may take, which the driver itself sees to.
   *
   * @throws Error with what the driver says
   */
  ask<T>(command: { readonly do: string; readonly seconds?: number } & Readonly<Record<string, unknown>>): Promise<T>
  close(): Promise<void>
}

export const startDriver = async (settings: DriverSettings): Promise<Driver> => {
  const python = await createPythonEnvironment(requirements)
  const child = spawn(python, ['-B', script, JSON.stringify(settings)], { stdio: ['pipe', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4000)
  })
  // It may have ended: reading its answer tells.
  child.stdin.on('error', () => undefined)
  const exited = once(child, 'close')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async ask<T>(command: object) {
      child.stdin.write(`${JSON.stringify(command)}\n`)
      const { done, value } = await lines.next()
      if (done) throw new Error(`MongoDB's driver ended: ${errors}`)
      const answer = JSON.parse(value) as { readonly result: T } | { readonly error: string }
      if ('error' in answer) throw new Error(answer.error)
      return answer.result
    },
    async close() {
      child.stdin.end()
      await exited
    },
  }
}
