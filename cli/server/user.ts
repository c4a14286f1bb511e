import type { Command } from 'commander'
import { CliError } from '../cli-error.ts'
import { confirm } from '../confirm.ts'
import { addExample, type Define } from '../define.ts'
import { printJson } from '../json-value.ts'
import { printTable } from '../output.ts'
import { readNewPassword } from '../password.ts'
import { collectRepeated } from '../repeated.ts'
import { administer, readers, writers } from './administer.ts'
import { addServerOptions, type ServerFlags } from './use-server.ts'

interface Flags extends ServerFlags {
  readonly json?: boolean
}

interface AddFlags extends Flags {
  readonly passwordFile?: string
  readonly client?: string[]
  readonly device?: Record<string, string>
  readonly oneTimePassword?: boolean
  readonly hashedPassword?: boolean
  readonly replace?: boolean
  readonly yes?: boolean
}

const everyClientIsChecked =
  'from now on the server checks the credentials that any client sends, and refuses wrong ones. Until now it ignored them, and some programs send the user name of their documentation (Barbican, radosgw, MongoDB): these would fail. To check only the clients that the user comes with: --client NAME'

/** Shorter passwords work, since old devices have them, but print a warning. */
const shortPassword = 12

const deviceNames: Readonly<Record<string, string>> = {
  serial: 'deviceSerialNumber',
  device: 'deviceIdentifier',
  network: 'networkIdentifier',
  machine: 'machineIdentifier',
  media: 'mediaIdentifier',
}

const collectDeviceIdentifier = (text: string, before: Record<string, string> = {}): Record<string, string> => {
  const [, name = '', value = ''] = /^([^=]*)=(.+)$/s.exec(text) ?? []
  const field = deviceNames[name]
  if (!field) throw new CliError('usage', `--device is one of ${Object.keys(deviceNames).join(', ')}, "=" and a value`)
  return { ...before, [field]: value }
}

const addCommonOptions = (command: Command): Command => addServerOptions(command).option('--json', 'print JSON')

const describeDevice = (device: Readonly<Record<string, string | undefined>> | undefined): string =>
  Object.entries(deviceNames)
    .flatMap(([name, field]) => (device?.[field] === undefined ? [] : [`${name}=${device[field]}`]))
    .join(' ')

const defineAdd: Define = (command, io) => {
  const add = addCommonOptions(command.command('add'))
    .summary('add a user')
    .description(
      'Adds a user: its credential identifies it within a client certificate. A running server knows it at once, and from then on refuses wrong credentials of the clients that the user may come with.',
    )
    .argument('<name>', 'who the user is: fred')
    .option('--password-file <file>', 'its first line is the password (default: a prompt, or standard input)')
    .option(
      '--client <name>',
      'the client that the user may come with; may be repeated (default: any)',
      collectRepeated,
    )
    .option(
      '--device <identifier>',
      `serial=…, device=…, network=…, machine=… or media=…: a device`,
      collectDeviceIdentifier,
    )
    .option('--one-time-password', 'ask for a code beside the password (KMIP 2.x); prints what an authenticator needs')
    .option(
      '--hashed-password',
      'let the user send a hash (KMIP 2.x); the stored value is then as good as the password',
    )
    .option('--replace', 'change the password of an existing user')
    .option('--yes', 'add a user of all clients without asking')
  addExample(add, 'kmip user add fred --client payments-db').action(async (name: string, flags: AddFlags) => {
    const { client: clients, device } = flags
    const { password, authenticator } = await administer(
      flags,
      { roles: writers, command: 'user add' },
      io,
      async (administrator) => {
        if (!clients && (await administrator.readCheckedClients()) !== 'all')
          await confirm(everyClientIsChecked, flags.yes ?? false, io)
        const given = await readNewPassword(flags.passwordFile, io)
        const added = await administrator.addUser({
          ...{ name, password: given, ...(clients && { clients }), ...(device && { device }) },
          oneTimePassword: flags.oneTimePassword ?? false,
          hashedPassword: flags.hashedPassword ?? false,
          replace: flags.replace ?? false,
        })
        return { password: given, ...added }
      },
    )
    if (password.length < shortPassword)
      io.stderr.write(
        `kmip: the password has fewer than ${shortPassword} characters: a longer one is harder to guess\n`,
      )
    if (flags.json) printJson({ name, device, clients, authenticator }, io)
    else {
      io.stdout.write(`${flags.replace ? 'Changed' : 'Added'} the user ${name}.\n`)
      if (authenticator) io.stdout.write(`For an authenticator, shown this once: ${authenticator}\n`)
    }
  })
}

const defineList: Define = (command, io) => {
  const list = addCommonOptions(command.command('list')).summary('list the users')
  addExample(list, 'kmip user list').action(async (flags: Flags) => {
    const administration = { roles: readers, command: 'user list' }
    const users = await administer(flags, administration, io, ({ listUsers }) => listUsers())
    if (flags.json)
      printJson(
        users.map(({ name, clients, device, created }) => ({ name, clients, device, created })),
        io,
      )
    else
      printTable(
        ['NAME', 'CLIENTS', 'DEVICE', 'CREATED'],
        users.map(({ name, clients, device, created }) => [
          name,
          clients?.join(' ') ?? 'any',
          describeDevice(device),
          created,
        ]),
        io,
      )
  })
}

const defineRemove: Define = (command, io) => {
  const remove = addCommonOptions(command.command('remove')).summary('remove a user').argument('<name>', 'who: fred')
  addExample(remove, 'kmip user remove fred').action(async (name: string, flags: Flags) => {
    const administration = { roles: writers, command: 'user remove' }
    await administer(flags, administration, io, ({ removeUser }) => removeUser(name))
    if (flags.json) printJson({ removed: name }, io)
    else io.stdout.write(`Removed the user ${name}. What it owns stays.\n`)
  })
}

/** `kmip user`. */
export const user: Define = (command, io) => {
  for (const define of [defineAdd, defineList, defineRemove]) define(command, io)
}
