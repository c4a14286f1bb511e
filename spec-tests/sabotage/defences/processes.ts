import type { Defence } from '../defence.ts'

const guard = 'spec-tests/identity/guard-process.test.ts'
const guardedFiles =
  'The server refuses its own master key, private key files and store (`store.db`, its write-ahead log) when others can read or change them'

/** Files and processes that hold keys. */
export const processes: readonly Defence[] = [
  {
    name: 'SIGUSR1 opens no debugger',
    stated: 'no signal opens a debugger',
    file: 'cli/guard-process.ts',
    text: 'process.execve?.(',
    without: 'void ((..._: unknown[]) => undefined)(',
    test: { file: guard, title: 'kmip serve opens no port for a debugger at SIGUSR1' },
  },
  {
    name: 'a process with keys leaves no core dump',
    stated: '`kmip serve` and `kmip agent` disable core dumps',
    file: 'cli/guard-process.ts',
    text: "'--core=0:0'",
    without: "'--core'",
    test: { file: 'cli/guard-process.test.ts', title: 'ends what the limits of the caller allow' },
  },
  {
    name: 'a store that others can read is refused',
    stated: guardedFiles,
    file: 'server/setup/check-permissions.ts',
    text: '...(store === undefined ? [] : storeFiles.map(',
    without: '...(store !== undefined ? [] : storeFiles.map(',
    test: { file: 'spec-tests/operations/guarded-store.test.ts', title: 'does not start, and says what to run' },
  },
  {
    name: 'a key that others can read is refused',
    stated: guardedFiles,
    file: 'server/setup/check-permissions.ts',
    text: 'if (!(mode & 0o077)) return undefined',
    without: 'if (mode !== 0) return undefined',
    test: { file: 'server/setup/set-up.test.ts', title: 'a directory or key that others can get at' },
  },
  {
    name: 'a key of another user is refused',
    stated: guardedFiles,
    file: 'server/setup/check-permissions.ts',
    text: 'if (owner !== user && owner !== 0)',
    without: 'if (owner === -1)',
    test: { file: 'server/setup/check-permissions.test.ts', title: 'trusts its own user and root, nobody else' },
  },
  {
    name: 'files are renewed through no symbolic link',
    stated: 'Files of clients are renewed through no symbolic link',
    file: 'durable/durable-file.ts',
    text: 'if (before?.isSymbolicLink())',
    without: 'if (before?.isSocket())',
    test: { file: 'durable/durable-file.test.ts', title: 'renews no symbolic link' },
  },
  {
    name: 'client files are written through no symbolic link',
    stated: 'Files of clients are renewed through no symbolic link',
    file: 'server/setup/add-client.ts',
    text: 'if (await isSymbolicLink(path))',
    without: "if (path === '')",
    test: { file: 'server/setup/add-client.test.ts', title: 'renews nothing through a symbolic link' },
  },
  {
    name: 'a renewed file keeps its owner and mode',
    stated: 'Files of clients are renewed through no symbolic link',
    file: 'durable/durable-file.ts',
    text: 'const kept = had & 0o007 & ~mode ? mode : had',
    without: 'const kept = mode',
    test: { file: 'durable/durable-file.test.ts', title: 'renews a file with its mode and owner' },
  },
]
