import { addExample, type Define } from '../define.ts'
import { printJson } from '../json-value.ts'
import { printTable } from '../output.ts'
import { administer, readers } from './administer.ts'
import { describeLimits } from './client-limits.ts'
import { addServerOptions, type ServerFlags } from './use-server.ts'

interface Flags extends ServerFlags {
  readonly json?: boolean
}

const formatDay = (date: Date | undefined): string => date?.toISOString().slice(0, 10) ?? ''

const formatMinute = (date: Date): string => `${date.toISOString().slice(0, 16)}Z`

/** `kmip client list`. */
export const clientList: Define = (command, io) => {
  const list = addServerOptions(
    command
      .command('list')
      .summary('list the clients')
      .description(
        'Lists the clients with a certificate of this data directory, and those that are revoked, with their limits; also certificates that were replaced and are still valid.',
      ),
  ).option('--json', 'print JSON')
  addExample(list, 'kmip client list').action(async (flags: Flags) => {
    const administration = { roles: readers, command: 'client list' }
    const clients = await administer(flags, administration, io, ({ listClients }) => listClients())
    if (flags.json) printJson(clients, io)
    else
      printTable(
        ['NAME', 'STATE', 'VALID UNTIL', 'REVOKED', 'SERIAL NUMBER', 'LIMITS'],
        clients.flatMap(({ name, state, notAfter, revoked, serialNumber = '', replaced = [], ...limits }) => [
          [name, state, formatDay(notAfter), formatDay(revoked), serialNumber, describeLimits(limits)],
          ...replaced.map((old) => [name, 'replaced', formatMinute(old.validUntil), '', old.serialNumber]),
        ]),
        io,
      )
  })
}
