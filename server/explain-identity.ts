import { readFile } from 'node:fs/promises'
import type { Configuration } from './configuration/load-configuration.ts'
import { createIdentify, hashPublicKey, type Identification, toSubject } from './identity/identify.ts'
import { loadIdentityRules } from './identity/load-identity-rules.ts'
import { parseCertificates } from './pki/parse-certificates.ts'
import { SetUpError } from './setup/set-up-error.ts'
import { toSetUpPaths } from './setup/set-up-paths.ts'

/** A certificate, and who it is to a server. */
export type ExplainedIdentity = Identification & {
  readonly subject: string
  readonly subjectAltName: string | undefined
  /** SHA-256 in hexadecimal, as `[[identity.clients]]` takes it. */
  readonly publicKey: string
}

/**
 * Says which principal a client certificate is, and why. Reads files only.
 * @param path PEM: the certificate, then the intermediate authorities that the client sends with it
 * @throws SetUpError, or an error of the file system
 */
export const explainIdentity = async (
  { dataDirectory, tls, identity }: Pick<Configuration, 'dataDirectory' | 'tls' | 'identity'>,
  path: string,
): Promise<ExplainedIdentity> => {
  const [certificate, ...intermediates] = parseCertificates(await readFile(path))
  if (!certificate) throw new SetUpError(`${path} does not hold a certificate in PEM.`)
  const paths = toSetUpPaths(dataDirectory)
  const clientCa = await readFile(tls.clientCa ?? paths.ca.cert)
  const { rules } = await loadIdentityRules({ clientCa, record: paths.identity, declared: identity })
  return {
    ...createIdentify(rules, parseCertificates(clientCa))({ certificate, intermediates }),
    subject: toSubject(certificate),
    subjectAltName: certificate.subjectAltName,
    publicKey: hashPublicKey(certificate),
  }
}
