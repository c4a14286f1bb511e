import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createFile, readFileIfExists, replaceFile } from '../../durable/durable-file.ts'

/** Sealed secrets by name: envelopes, opaque here. */
export interface Secrets {
  names(): Promise<string[]>
  get(name: string): Promise<Buffer | undefined>
  /** Resolves when the secret is on the disk; `false` when it exists and `replace` is not set. */
  put(name: string, envelope: Uint8Array, replace: boolean): Promise<boolean>
  delete(name: string): Promise<boolean>
}

const extension = '.sealed'
/** A name is also the name of a file. */
export const isSecretName = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(name)

/** One file a secret: `secrets/server-key.sealed`. */
export const openSecrets = (directory: string): Secrets => {
  const toPath = (name: string): string => {
    if (!isSecretName(name)) throw new RangeError(`${name} is not the name of a secret`)
    return join(directory, `${name}${extension}`)
  }
  return {
    names: async () =>
      (await readdir(directory))
        .filter((file) => file.endsWith(extension))
        .map((file) => file.slice(0, -extension.length))
        .filter(isSecretName)
        .sort(),
    get: (name) => readFileIfExists(toPath(name)),
    async put(name, envelope, replace) {
      if (!replace) return createFile(toPath(name), envelope, 0o600)
      await replaceFile(toPath(name), envelope, 0o600)
      return true
    },
    async delete(name) {
      if (!(await readFileIfExists(toPath(name)))) return false
      await rm(toPath(name), { force: true })
      return true
    },
  }
}
