import { createInterface } from 'node:readline/promises'
import type { Io } from './io.ts'

/** Asks for one line on the terminal. @returns the answer without surrounding space */
export const askLine = async (question: string, { stdin, stderr }: Io): Promise<string> => {
  const lines = createInterface({ input: stdin, output: stderr })
  try {
    return (await lines.question(question)).trim()
  } finally {
    lines.close()
  }
}
