import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createFile, readFileIfExists, replaceFile } from '../../durable/durable-file.ts'

/** Sealed secrets by name: envelopes, opaque here. */
export interface Secrets {
  names(): Promise<string[]>
  get(name: string): Promise<Buffer | undefined>
  /** On the disk when it returns; `false` when there is one and `replace` is not said. */
  put(name: string, envelope: Uint8Array, replace: boolean): Promise<boolean>
  delete(name: string): Promise<boolean>
}

const extension = '.sealed'
/** Letters, digits and a few signs: it is the name of a file. */
export const isSecretName = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(name)

/** One file a secret: `secrets/server-key.sealed`. */
export const openSecrets = (directory: string): Secrets => {
  const pathOf = (name: string): string => {
    if (!isSecretName(name)) throw new RangeError(`${name} is no name of a secret`)
    return join(directory, `${name}${extension}`)
  }
  return {
    names: async () =>
      (await readdir(directory))
        .filter((file) => file.endsWith(extension))
        .map((file) => file.slice(0, -extension.length))
        .filter(isSecretName)
        .sort(),
    get: (name) => readFileIfExists(pathOf(name)),
    async put(name, envelope, replace) {
      if (!replace) return createFile(pathOf(name), envelope, 0o600)
      await replaceFile(pathOf(name), envelope, 0o600)
      return true
    },
    async delete(name) {
      if (!(await readFileIfExists(pathOf(name)))) return false
      await rm(pathOf(name), { force: true })
      return true
    },
  }
}
