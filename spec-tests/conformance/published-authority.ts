import { generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto'
import type { ServerOptions } from '../../server/index.ts'
import { createSerialNumber, issueCertificate } from '../../server/pki/certificate.ts'
import { encodeName } from '../../server/pki/distinguished-name.ts'

/** An authority of the name that the cases print (`TC-134`), with a key of the same kind. */
export const createPublishedAuthority = (): NonNullable<ServerOptions['certifyAuthority']> => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const der = issueCertificate({
    subject: encodeName([
      { type: 'C', value: 'US' },
      { type: 'O', value: 'TEST' },
      { type: 'OU', value: 'OASIS' },
      { type: 'CN', value: 'KMIP' },
    ]),
    publicKey,
    signingKey: privateKey,
    serialNumber: createSerialNumber(randomBytes),
    notBefore: new Date(Date.now() - 3_600_000),
    notAfter: new Date(Date.now() + 3650 * 86_400_000),
    profile: 'ca',
  })
  return { certificate: new X509Certificate(der), privateKey }
}
