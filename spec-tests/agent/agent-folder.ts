import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { permissions } from '../../agent/interface/routes.ts'
import type { Access } from '../support/wire-client.ts'

/** The beginning of an agent's configuration; what belongs into `[kms]` besides may follow. */
export const kmsTable = (port: number): string => `
dataDirectory = "data"
[kms]
servers = ["localhost:${port}"]
ca = "ca.crt"
cert = "agent.crt"
key = "agent.key"
`

/** A key-encryption key for each way of wrapping. */
export const everyMethod = `[keys.orders]
create = true
[keys.wrapped]
method = "keyWrap"
create = true
[keys.exported]
method = "local"
create = true
`

export const everyOperation = JSON.stringify(permissions)

type Pem = { readonly [P in keyof Pick<Access, 'ca' | 'cert' | 'key'>]: Uint8Array }

/** Writes what an agent needs into a folder: its configuration, certificates, and a place for its sockets. */
export const writeAgentFolder = async (
  folder: string,
  { ca, cert, key }: Pem,
  configuration: string,
): Promise<void> => {
  await mkdir(join(folder, 'run'))
  await writeFile(join(folder, 'agent.toml'), configuration)
  await writeFile(join(folder, 'ca.crt'), ca)
  await writeFile(join(folder, 'agent.crt'), cert)
  await writeFile(join(folder, 'agent.key'), key, { mode: 0o600 })
}
