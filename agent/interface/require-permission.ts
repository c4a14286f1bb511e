import type { SocketConfig } from '../configuration/load-agent-config.ts'
import { isSecretName } from '../records/secrets.ts'
import { AgentError } from './agent-error.ts'
import type { AgentRoute } from './route.ts'

/** `*` stands for any characters. */
const matchesPattern = (pattern: string, name: string): boolean =>
  new RegExp(`^${pattern.split('*').map(RegExp.escape).join('.*')}$`).test(name)

export const permitsName = (socket: SocketConfig, nameIn: NonNullable<AgentRoute['nameIn']>, name: string): boolean =>
  nameIn === 'keys' ? socket.keys.includes(name) : socket[nameIn].some((pattern) => matchesPattern(pattern, name))

/** @throws AgentError when the socket's configuration does not list the operation or the name */
export const requirePermission = ({ permission, nameIn }: AgentRoute, name: string, socket: SocketConfig): void => {
  const operations: readonly string[] = socket.operations
  if (permission !== undefined && !operations.includes(permission))
    throw new AgentError('notPermitted', `This socket may not be used for ${permission}.`)
  if (nameIn === 'secrets' && !isSecretName(name))
    throw new AgentError(
      'badRequest',
      'The name of a secret has 1 to 128 letters, digits, dots, underscores and hyphens.',
    )
  if (nameIn !== undefined && !permitsName(socket, nameIn, name))
    throw new AgentError('notPermitted', `This socket may not be used for ${name}.`)
}
