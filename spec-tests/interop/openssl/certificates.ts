import { X509Certificate } from 'node:crypto'
import { expect } from 'chai'
import { attributeList, type ManagedObject } from '../../../codec/index.ts'
import type { Area, Named } from './area.ts'
import { keyPairInventory, pairOf } from './key-pairs.ts'
import { genpkeyOptions, type MadeKey, madeDsaKey, madeKey, registeredPair } from './made-key.ts'
import type { Openssl } from './openssl.ts'
import type { Served } from './served.ts'

interface CertificateEntry extends Named {
  readonly algorithm: string
  readonly lengthOrCurve: number | string | undefined
}

const attributes = attributeList({ certificateType: 'X_509', certificateSubjectCN: 'subject' })

/** What Certify does with the keys that the server makes. */
const inventory = async (server: Served): Promise<readonly CertificateEntry[]> => {
  const pairs = [...(await keyPairInventory(server)), ...(await pairOf(server, 'RSA', 2048))]
  const each = pairs.map(async ({ name, algorithm, lengthOrCurve, publicKey }) =>
    (await server.does('Certify', { uniqueIdentifier: publicKey, attributes }))
      ? [{ name, algorithm, lengthOrCurve }]
      : [],
  )
  // The other names of EC are other names only.
  return (await Promise.all(each)).flat().filter(({ algorithm }) => !['ECDSA', 'ECMQV'].includes(algorithm))
}

/** The certificate that Certify made: openssl verifies it, and finds the key in it. */
const expectCertificate = async (
  { certificate }: { certificate: { certificateValue: Uint8Array } },
  { spki }: MadeKey,
  openssl: Openssl,
  server: Served,
): Promise<void> => {
  const pem = (der: Uint8Array) => openssl.file(Buffer.from(new X509Certificate(der).toString()))
  const [authority, made] = [await pem(server.authority), await pem(certificate.certificateValue)]
  await openssl.run(['verify', '-x509_strict', '-check_ss_sig', '-CAfile', authority, made])
  const publicKey = await openssl.run(['x509', '-in', made, '-noout', '-pubkey'])
  expect(await openssl.run(['pkey', '-pubin', '-outform', 'DER'], publicKey), 'its key').to.deep.equal(
    Buffer.from(spki),
  )
}

const certified = async (server: Served, payload: Readonly<Record<string, unknown>>) => {
  const { uniqueIdentifier } = await server.ask('Certify', payload)
  return (await server.get(String(uniqueIdentifier))) as ManagedObject & {
    certificate: { certificateValue: Uint8Array }
  }
}

/** Certify: KMIP 1.4 §4.7, of a public key, and of a request that openssl made where the key signs. */
export const certificates: Area<CertificateEntry> = {
  title: 'Certify',
  inventory,
  comparison({ algorithm, lengthOrCurve }) {
    const options = genpkeyOptions(algorithm, algorithm === 'RSA' ? 2048 : lengthOrCurve)
    if (!options && algorithm !== 'DSA') return undefined
    return async (openssl, server) => {
      const key = options ? await madeKey(openssl, options) : await madeDsaKey(openssl, 1024, 160)
      const [, uniqueIdentifier] = await registeredPair(key, server)
      await expectCertificate(await certified(server, { uniqueIdentifier, attributes }), key, openssl, server)
      const request = ['req', '-new', '-key', key.privateFile, '-subj', '/CN=subject', '-outform', 'DER']
      if (!(await openssl.succeeds(request))) return
      const certificateRequestValue = Uint8Array.from(await openssl.run(request))
      const signed = { certificateRequestType: 'PKCS_10', certificateRequestValue }
      await expectCertificate(await certified(server, signed), key, openssl, server)
    }
  },
}
