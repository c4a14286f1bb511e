import type { Defence } from '../defence.ts'

const sockets = 'socket-interface/listen.test.ts'
const agentTests = 'spec-tests/agent/agent.test.ts'

/** The agent. */
export const agent: readonly Defence[] = [
  {
    name: 'a socket allows its operations',
    stated: 'its operations, keys and secrets belong to everybody whom the file system lets connect',
    file: 'agent/interface/require-permission.ts',
    text: 'if (permission !== undefined && !operations.includes(permission))',
    without: 'if (permission !== undefined && operations.length === 0)',
    test: { file: agentTests, title: 'a socket is an identity' },
  },
  {
    name: 'a socket allows its names',
    stated: 'its operations, keys and secrets belong to everybody whom the file system lets connect',
    file: 'agent/interface/require-permission.ts',
    text: 'if (nameIn !== undefined && !permitsName(socket, nameIn, name))',
    without: 'if (nameIn !== undefined && !socket)',
    test: { file: agentTests, title: 'a socket is an identity' },
  },
  {
    name: 'a directory that everybody can write to is refused',
    stated: 'The agent refuses a socket in a directory that everybody can write to',
    file: 'socket-interface/listen.ts',
    text: 'if ((mode & 0o002) !== 0 && (mode & 0o1000) === 0)',
    without: 'if (mode === 0)',
    test: { file: sockets, title: 'refuses a directory that everybody can write to' },
  },
  {
    name: 'nobody connects before owner and mode are set',
    stated: 'Nobody else can connect before owner and mode are set.',
    file: 'socket-interface/listen.ts',
    text: 'process.umask(0o177)',
    without: 'process.umask(0)',
    test: { file: sockets, title: 'lets nobody else connect before owner and mode are set' },
  },
  {
    name: 'cached data keys expire',
    stated: '`cache` keeps opened data keys',
    file: 'agent/data-key-cache.ts',
    text: 'expiresAt: now() + lifetime',
    without: 'expiresAt: Number.POSITIVE_INFINITY',
    test: { file: agentTests, title: 'keeps unwrapped data keys for as long as it may, and not longer' },
  },
  {
    name: 'chunks of sealed data are authenticated',
    stated: 'open sealed files and secrets without the KMS; alter or shorten them unnoticed',
    file: 'agent/envelope/chunk-cipher.ts',
    text: '        decipher.final()\n',
    without: '',
    test: {
      file: 'agent/envelope/envelope.test.ts',
      title: 'does not open when a bit of the data was changed, anywhere',
    },
  },
  {
    name: 'the last chunk of sealed data is marked',
    stated: 'open sealed files and secrets without the KMS; alter or shorten them unnoticed',
    file: 'agent/envelope/chunk-cipher.ts',
    text: 'nonce.writeUInt8(isLast ? 1 : 0, 11)',
    without: 'nonce.writeUInt8(isLast ? 0 : 0, 11)',
    test: { file: 'agent/envelope/envelope.test.ts', title: 'does not open when its end is missing' },
  },
  {
    name: 'chunks of sealed data have an order',
    stated: 'open sealed files and secrets without the KMS; alter or shorten them unnoticed',
    file: 'agent/envelope/chunk-cipher.ts',
    text: 'nonce.writeUIntBE(number++, 5, 6)',
    without: 'nonce.writeUIntBE(number, 5, 6)',
    test: { file: 'agent/envelope/envelope.test.ts', title: 'does not open when chunks are moved' },
  },
  {
    name: 'sealed data opens in its context only',
    stated: 'swap them, where each has a context of its own',
    file: 'agent/envelope/chunk-cipher.ts',
    text: '`kmip envelope 1 ${context}`',
    without: '`kmip envelope 1 ${context && ""}`',
    test: {
      file: 'agent/envelope/envelope.test.ts',
      title: 'does not open under the header of another, or for another purpose',
    },
  },
]
