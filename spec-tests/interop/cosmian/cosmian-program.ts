import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const tools = join(import.meta.dirname, '../../../.tools')

/** The version of Cosmian's server, as crates.io has it. */
export const cosmianVersion = '5.26.0'

interface Metadata {
  readonly packages: readonly { readonly name: string; readonly version: string; readonly manifest_path: string }[]
}

const call = async (command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<string> => {
  const env = { ...process.env, ...environment }
  const { stdout } = await run(command, args, { env, maxBuffer: 256 * 1024 * 1024 }).catch(
    (error: NodeJS.ErrnoException & { readonly stderr?: string }) => {
      if (error.code === 'ENOENT')
        throw new Error(`no ${command}: install cargo 1.87 or later, pkg-config and libssl-dev`)
      throw new Error(`${command} ${args[0]} failed: ${error.stderr?.slice(-2000)}`)
    },
  )
  return stdout.trim()
}

/** Downloads the crate with cargo. @returns the path of its Cargo.toml */
const download = async (folder: string): Promise<string> => {
  const manifest = join(folder, 'Cargo.toml')
  const lines = ['[package]', 'name = "download"', 'edition = "2024"', '[lib]', 'path = "lib.rs"', '[dependencies]']
  await writeFile(join(folder, 'lib.rs'), '')
  await writeFile(manifest, [...lines, `cosmian_kms_server = "=${cosmianVersion}"`, ''].join('\n'))
  const described = await call('cargo', ['metadata', '--format-version', '1', '--manifest-path', manifest])
  const { packages } = JSON.parse(described) as Metadata
  const crate = packages.find(({ name, version }) => name === 'cosmian_kms_server' && version === cosmianVersion)
  if (!crate) throw new Error(`cargo has no cosmian_kms_server ${cosmianVersion}`)
  return crate.manifest_path
}

/**
 * Where the build finds the system's OpenSSL. Without OPENSSL_DIR the crate downloads and builds one of its own; it takes
 * any folder that has a configuration and a folder of modules, and openssl-sys is given the real paths.
 */
const describeOpenssl = async (folder: string): Promise<NodeJS.ProcessEnv> => {
  await mkdir(join(folder, 'ssl'))
  await mkdir(join(folder, 'lib/ossl-modules'), { recursive: true })
  await writeFile(join(folder, 'ssl/openssl.cnf'), '')
  return {
    OPENSSL_DIR: folder,
    OPENSSL_LIB_DIR: await call('pkg-config', ['--variable=libdir', 'openssl']),
    OPENSSL_INCLUDE_DIR: await call('pkg-config', ['--variable=includedir', 'openssl']),
  }
}

/**
 * Cosmian's server, built with the machine's cargo into `.tools` of the checkout, once; that takes about 20 minutes.
 * `cargo install` cannot build it: its feature `non-fips` refers to a dev-dependency, which cargo knows only where the
 * crate is the workspace. The default, FIPS mode, needs an OpenSSL with the FIPS module, which Debian does not have.
 *
 * @throws Error when there is no cargo, or a crate cannot be had or built
 */
export const buildCosmian = async (): Promise<string> => {
  const program = join(tools, `cosmian_kms-${cosmianVersion}`)
  if (existsSync(program)) return program
  await mkdir(tools, { recursive: true })
  const making = await mkdtemp(`${program}-`)
  try {
    const manifest = await download(making)
    const target = join(making, 'target')
    const flags = ['--locked', '--release', '--features', 'non-fips', '--bin', 'cosmian_kms', '--target-dir', target]
    await call('cargo', ['build', '--quiet', ...flags, '--manifest-path', manifest], {
      ...(await describeOpenssl(making)),
      // It is tested for what it answers, so it builds faster with less optimization.
      CARGO_PROFILE_RELEASE_OPT_LEVEL: '1',
    })
    await copyFile(join(target, 'release/cosmian_kms'), join(making, 'program'))
    await rename(join(making, 'program'), program)
  } finally {
    await rm(making, { recursive: true })
  }
  return program
}
