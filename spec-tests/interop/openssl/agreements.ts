import { expect } from 'chai'
import { attributeList } from '../../../codec/index.ts'
import type { Area, Entry } from './area.ts'
import { listKeyPairs, materialOf } from './key-pairs.ts'
import { createKey, registerPair, toGenpkeyOptions } from './openssl-key.ts'
import type { ServerUnderTest } from './server-under-test.ts'
import { registerOnCurves } from './signature-inventory.ts'

interface AgreementEntry extends Entry {
  readonly algorithm: string
  readonly lengthOrCurve: number | string | undefined
}

const request = (privateKey: string, publicKey: string, length: number) => ({
  objectType: 'SecretData',
  uniqueIdentifier: [privateKey, publicKey],
  derivationMethod: 'AsymmetricKey',
  derivationParameters: {},
  attributes: attributeList({ cryptographicLength: length * 8, cryptographicUsageMask: ['DeriveKey'] }),
})

/** Pairs that the server makes and that agree, and every curve that it can use. */
const inventory = async (server: ServerUnderTest): Promise<readonly AgreementEntry[]> => {
  const pairs = await Promise.all(
    (await listKeyPairs(server)).map(async ({ privateKey, publicKey, ...entry }) =>
      (await server.succeeds('DeriveKey', request(privateKey, publicKey, 8))) ? [entry] : [],
    ),
  )
  const curves = (await registerOnCurves(server)).map(async ({ name, algorithm, lengthOrCurve, does }) =>
    (await does({ hashingAlgorithm: 'SHA_256' })) ? [{ name, algorithm, lengthOrCurve }] : [],
  )
  const all = [...pairs.flat(), ...(await Promise.all(curves)).flat()]
  return [...new Map(all.map((entry) => [entry.name, entry])).values()]
}

/** Derive Key from a private and a public key: KMIP 1.4 §4.6. */
export const agreements: Area<AgreementEntry> = {
  title: 'Derive Key from a pair',
  inventory,
  comparison({ algorithm, lengthOrCurve }) {
    const options = toGenpkeyOptions(algorithm, lengthOrCurve)
    if (!options) return undefined
    return async (openssl, server) => {
      const [one, other] = [await createKey(openssl, options), await createKey(openssl, options, 'second')]
      const theirs = await openssl.run(['pkeyutl', '-derive', '-inkey', one.privateFile, '-peerkey', other.publicFile])
      const [[privateKey], [, publicKey]] = [await registerPair(one, server), await registerPair(other, server)]
      const { uniqueIdentifier } = await server.ask('DeriveKey', request(privateKey, publicKey, theirs.length))
      expect(Buffer.from(materialOf(await server.get(String(uniqueIdentifier))))).to.deep.equal(theirs)
      // No byte more than there is.
      expect(await server.succeeds('DeriveKey', request(privateKey, publicKey, theirs.length + 1))).to.equal(false)
    }
  },
}
