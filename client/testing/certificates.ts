import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface TestCertificates {
  readonly ca: string
  readonly server: { readonly cert: string; readonly key: string }
  readonly client: { readonly cert: string; readonly key: string }
  /** Of an authority that the server does not know. */
  readonly stranger: { readonly ca: string; readonly cert: string; readonly key: string }
}

/** An authority, and what it issued to a server (localhost, 127.0.0.1) and a client; made with openssl. */
export const makeCertificates = (): TestCertificates => {
  const folder = mkdtempSync(join(tmpdir(), 'kmip-client-'))
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
  const authority = (name: string): void =>
    openssl(
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
      ...['-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.crt`],
    )
  const issue = (name: string, by: string, extensions: string): { cert: string; key: string } => {
    openssl(
      ...['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`],
    )
    writeFileSync(join(folder, `${name}.ext`), extensions)
    openssl(
      ...['x509', '-req', '-in', `${name}.csr`, '-CA', `${by}.crt`, '-CAkey', `${by}.key`, '-CAcreateserial'],
      ...['-days', '1', '-extfile', `${name}.ext`, '-out', `${name}.crt`],
    )
    return { cert: read(`${name}.crt`), key: read(`${name}.key`) }
  }
  try {
    authority('ca')
    authority('strangers-ca')
    const client = 'extendedKeyUsage=clientAuth\n'
    return {
      ca: read('ca.crt'),
      server: issue(
        'server',
        'ca',
        'extendedKeyUsage=serverAuth\nsubjectAltName=DNS:localhost,DNS:kms.example,IP:127.0.0.1\n',
      ),
      client: issue('client', 'ca', client),
      stranger: { ca: read('strangers-ca.crt'), ...issue('stranger', 'strangers-ca', client) },
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
