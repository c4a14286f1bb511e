import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const root = join(import.meta.dirname, '../../..')

/** The first with post-quantum algorithms. */
const oldest = [3, 5] as const

/** A command and the arguments that it always has. */
export type Command = readonly [program: string, ...args: string[]]

const isNewEnough = async ([program, ...args]: Command): Promise<boolean> => {
  const { stdout } = await run(program, [...args, 'version']).catch(() => ({ stdout: '' }))
  const [, major, minor] = /^OpenSSL (\d+)\.(\d+)/.exec(stdout) ?? []
  return Number(major) > oldest[0] || (Number(major) === oldest[0] && Number(minor) >= oldest[1])
}

const release = 'trixie'
const packages = ['openssl', 'libssl3t64', 'libc6']

/** The places that apt has its packages from, of another release of Debian. */
const sourcesOf = async (folder: string): Promise<string> => {
  const { VERSION_CODENAME: own = '', ID } = Object.fromEntries(
    (await readFile('/etc/os-release', 'utf8')).split('\n').map((line) => line.replaceAll('"', '').split('=')),
  ) as Record<string, string>
  const file = '/etc/apt/sources.list.d/debian.sources'
  if (ID !== 'debian' || !existsSync(file))
    throw new Error(`there is no OpenSSL ${oldest.join('.')} or later: install one, or name it in KMIP_OPENSSL`)
  await mkdir(join(folder, 'sources'))
  await mkdir(join(folder, 'lists/partial'), { recursive: true })
  await mkdir(join(folder, 'cache/archives/partial'), { recursive: true })
  await writeFile(join(folder, 'sources/other.sources'), (await readFile(file, 'utf8')).replaceAll(own, release))
  return folder
}

/** Unpacks the packages of a newer Debian beside the system, which stays as it is. */
const unpackInto = async (folder: string): Promise<void> => {
  await sourcesOf(folder)
  const options = Object.entries({
    'Dir::Etc::SourceList': '/dev/null',
    'Dir::Etc::SourceParts': join(folder, 'sources'),
    'Dir::State::Lists': join(folder, 'lists'),
    'Dir::Cache': join(folder, 'cache'),
    'APT::Sandbox::User': 'root',
  }).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  await run('apt-get', [...options, '-qq', 'update'])
  await run('apt-get', [...options, '-qq', 'download', ...packages.map((name) => `${name}/${release}`)], {
    cwd: folder,
  })
  for (const name of await readdir(folder))
    if (name.endsWith('.deb')) await run('dpkg', ['-x', join(folder, name), join(folder, 'root')])
  for (const name of await readdir(folder)) if (name !== 'root') await rm(join(folder, name), { recursive: true })
}

/** Its own C library comes with it, and the loader that knows how to find both. */
const findUnpacked = async (folder: string): Promise<Command> => {
  const libraries = (await readdir(join(folder, 'root/usr/lib'))).find((name) => name.endsWith('-linux-gnu')) ?? ''
  const place = join(folder, 'root/usr/lib', libraries)
  const loader = (await readdir(place)).find((name) => name.startsWith('ld-linux')) ?? ''
  return [join(place, loader), '--library-path', place, join(folder, 'root/usr/bin/openssl')]
}

/**
 * An OpenSSL that has all algorithms of the server: the one that KMIP_OPENSSL names, the system's, or that of a newer
 * Debian, which is unpacked into `.openssl` of the checkout, whole or not at all, however many runs do it at once.
 *
 * @throws Error when openssl is neither installed nor downloadable
 */
export const findOpenssl = async (): Promise<Command> => {
  const { KMIP_OPENSSL: named = 'openssl' } = process.env
  if (await isNewEnough([named])) return [named]
  const folder = join(root, '.openssl', release)
  if (!existsSync(folder)) {
    await mkdir(join(root, '.openssl'), { recursive: true })
    const making = await mkdtemp(`${folder}-`)
    try {
      await unpackInto(making)
      await rename(making, folder)
    } catch (error) {
      await rm(making, { recursive: true, force: true })
      // A folder that is not empty cannot be replaced: another run was faster.
      if (!existsSync(folder)) throw error
    }
  }
  const command = await findUnpacked(folder)
  if (!(await isNewEnough(command))) throw new Error(`${command.join(' ')} does not run here`)
  return command
}
