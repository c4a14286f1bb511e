import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

/** A copy of the repository in a temporary directory. */
export interface RepositoryCopy {
  readonly root: string
  remove(): void
}

const omitted = new Set(['.git', 'node_modules', 'dist', 'coverage', '.tools'])

/** Copies the sources; `node_modules` is a link to those of the repository. @param purpose - in the directory's name */
export const copyRepository = (repository: string, purpose: string): RepositoryCopy => {
  const root = mkdtempSync(join(tmpdir(), `kmip-${purpose}-`))
  cpSync(repository, root, { recursive: true, filter: (path) => !omitted.has(basename(path)) })
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'))
  return { root, remove: () => rmSync(root, { recursive: true }) }
}
