import { readFile } from 'node:fs/promises'
import { ConfigurationError } from '../configuration/configuration-error.ts'

/** The numeric id of an account, by name or number; by default that of the process. */
const readAccountId = async (
  file: string,
  name: string | undefined,
  defaultId: number,
  what: string,
): Promise<number> => {
  if (name === undefined) return defaultId
  if (/^\d+$/.test(name)) return Number(name)
  const lines = (await readFile(file, 'utf8')).split('\n').map((line) => line.split(':'))
  const found = lines.find(([each]) => each === name)?.[2]
  if (found === undefined) throw new ConfigurationError(`${file} has no ${what} ${name}. Use the number.`)
  return Number(found)
}

export const readUserId = (name: string | undefined): Promise<number> =>
  readAccountId('/etc/passwd', name, process.getuid?.() ?? 0, 'user')
export const readGroupId = (name: string | undefined): Promise<number> =>
  readAccountId('/etc/group', name, process.getgid?.() ?? 0, 'group')
