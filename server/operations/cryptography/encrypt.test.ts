import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import {
  attributeList,
  type EncryptRequest,
  type EncryptResponse,
  KmipError,
  type Version,
} from '../../../codec/index.ts'
import { createObject } from '../../attributes/create-object.ts'
import { createKeyImport } from '../../crypto/key-import.ts'
import { noCompatibility } from '../../handler/compatibility.ts'
import type { AnyHandler } from '../../handler/handler.ts'
import type { Scope } from '../../handler/scope.ts'
import { encrypt } from './encrypt.ts'

/** No part but the whole. */
const runPart = ((_request, _key, begin, step) => step(begin(), true)) satisfies Scope['runPart']

const now = new Date('2026-03-01T12:00:00Z')

const run = async (version: Version, cryptographicParameters: EncryptRequest['cryptographicParameters']) => {
  const scope = {
    version,
    now,
    random: randomBytes,
    importKey: createKeyImport(),
    runPart,
    principal: { id: 'CN=a' },
  } as unknown as Scope
  const key = createObject(
    {
      symmetricKey: {
        keyBlock: {
          keyFormatType: 'Raw',
          keyValue: { keyMaterial: randomBytes(16) },
          cryptographicAlgorithm: 'AES',
          cryptographicLength: 128,
        },
      },
    },
    attributeList({ cryptographicUsageMask: ['Encrypt'], activationDate: now }),
    'created',
    scope,
  )
  const request: EncryptRequest = { cryptographicParameters, data: Buffer.alloc(16) }
  return (await (encrypt({ compatibility: noCompatibility }) as AnyHandler).run(request as never, scope, key))
    .payload as EncryptResponse
}

describe('Encrypt', () => {
  const gcm = { blockCipherMode: 'GCM', tagLength: 16 } as const

  // KMIP 1.4 §4.29 brought the field; without the tag nothing could decrypt the data.
  it('makes a tag only where the version has a field for it', async () => {
    for (const version of ['1.4', '2.0', '2.1'] as const)
      expect((await run(version, gcm)).authenticatedEncryptionTag).to.have.length(16)
    for (const version of ['1.2', '1.3'] as const) {
      const error = await run(version, gcm).catch((thrown: unknown) => thrown)
      expect(error).to.be.instanceOf(KmipError)
      expect((error as KmipError).reason).to.equal('UnsupportedCryptographicParameters')
      expect((error as KmipError).message).to.contain('KMIP 1.4')
    }
  })

  it('encrypts without a tag in every version', async () => {
    for (const version of ['1.2', '1.3', '1.4', '2.1'] as const)
      expect((await run(version, { blockCipherMode: 'CBC' })).data).to.have.length(16)
  })
})
