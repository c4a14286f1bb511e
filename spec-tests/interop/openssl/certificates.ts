import { X509Certificate } from 'node:crypto'
import { expect } from 'chai'
import { attributeList, type ManagedObject } from '../../../codec/index.ts'
import type { Area, Entry } from './area.ts'
import { createPair, listKeyPairs } from './key-pairs.ts'
import type { Openssl } from './openssl.ts'
import { createDsaKey, createKey, type OpensslKey, registerPair, toGenpkeyOptions } from './openssl-key.ts'
import type { ServerUnderTest } from './server-under-test.ts'

interface CertificateEntry extends Entry {
  readonly algorithm: string
  readonly lengthOrCurve: number | string | undefined
}

const attributes = attributeList({ certificateType: 'X_509', certificateSubjectCN: 'subject' })

/** What Certify does with the keys that the server makes. */
const listCertificates = async (server: ServerUnderTest): Promise<readonly CertificateEntry[]> => {
  const pairs = [...(await listKeyPairs(server)), ...(await createPair(server, 'RSA', 2048))]
  const each = pairs.map(async ({ name, algorithm, lengthOrCurve, publicKey }) =>
    (await server.succeeds('Certify', { uniqueIdentifier: publicKey, attributes }))
      ? [{ name, algorithm, lengthOrCurve }]
      : [],
  )
  // The other names of EC are other names only.
  return (await Promise.all(each)).flat().filter(({ algorithm }) => !['ECDSA', 'ECMQV'].includes(algorithm))
}

/** The certificate that Certify made: openssl verifies it, and finds the key in it. */
const expectCertificate = async (
  { certificate }: { certificate: { certificateValue: Uint8Array } },
  { spki }: OpensslKey,
  openssl: Openssl,
  server: ServerUnderTest,
): Promise<void> => {
  const pem = (der: Uint8Array) => openssl.file(Buffer.from(new X509Certificate(der).toString()))
  const [authority, made] = [await pem(server.authority), await pem(certificate.certificateValue)]
  await openssl.run(['verify', '-x509_strict', '-check_ss_sig', '-CAfile', authority, made])
  const publicKey = await openssl.run(['x509', '-in', made, '-noout', '-pubkey'])
  expect(await openssl.run(['pkey', '-pubin', '-outform', 'DER'], publicKey), 'its key').to.deep.equal(
    Buffer.from(spki),
  )
}

const certifyAndGet = async (server: ServerUnderTest, payload: Readonly<Record<string, unknown>>) => {
  const { uniqueIdentifier } = await server.ask('Certify', payload)
  return (await server.get(String(uniqueIdentifier))) as ManagedObject & {
    certificate: { certificateValue: Uint8Array }
  }
}

/** Certify: KMIP 1.4 §4.7, of a public key, and of a request that openssl made where the key signs. */
export const certificates: Area<CertificateEntry> = {
  title: 'Certify',
  inventory: listCertificates,
  comparison({ algorithm, lengthOrCurve }) {
    const options = toGenpkeyOptions(algorithm, algorithm === 'RSA' ? 2048 : lengthOrCurve)
    if (!options && algorithm !== 'DSA') return undefined
    return async (openssl, server) => {
      const key = options ? await createKey(openssl, options) : await createDsaKey(openssl, 1024, 160)
      const [, uniqueIdentifier] = await registerPair(key, server)
      await expectCertificate(await certifyAndGet(server, { uniqueIdentifier, attributes }), key, openssl, server)
      const request = ['req', '-new', '-key', key.privateFile, '-subj', '/CN=subject', '-outform', 'DER']
      if (!(await openssl.succeeds(request))) return
      const certificateRequestValue = Uint8Array.from(await openssl.run(request))
      const signed = { certificateRequestType: 'PKCS_10', certificateRequestValue }
      await expectCertificate(await certifyAndGet(server, signed), key, openssl, server)
    }
  },
}
