import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { readFileIfExists } from '../../durable/durable-file.ts'
import { toSetUpPaths } from './set-up-paths.ts'

interface IsNamedServerOptions {
  /** The data directory, with the certificates that the server made. */
  readonly directory: string
  /** The certificates that it uses instead. */
  readonly certificates?: readonly { readonly cert: string }[] | undefined
  /** A DNS name or an IP address. */
  readonly host: string
}

/**
 * Whether the server's certificates name a host, so that clients that check names accept them; also `true` before the first start,
 * when there are none.
 */
export const isNamedServer = async ({ directory, certificates, host }: IsNamedServerOptions): Promise<boolean> => {
  const { serverEc, serverRsa } = toSetUpPaths(directory)
  const files = await Promise.all((certificates ?? [serverEc, serverRsa]).map(({ cert }) => readFileIfExists(cert)))
  return files.every((file) => {
    if (file === undefined) return true
    const certificate = new X509Certificate(file)
    return (isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host)) !== undefined
  })
}
