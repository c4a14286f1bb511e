import { readFile } from 'node:fs/promises'
import type { ServerProcess } from '../support/server-process.ts'
import type { Access } from '../support/wire-client.ts'

/** How to connect to a server process. */
export const readServerAccess = async ({ port, ca, cert, key }: ServerProcess): Promise<Access> => ({
  port,
  ca: await readFile(ca),
  cert: await readFile(cert),
  key: await readFile(key),
})
