import { expect } from 'chai'
import type { ResultReason } from '../../codec/kmip/enumeration/result-reason.ts'
import type { ManagedObject } from '../../codec/kmip/object/managed-object.ts'
import type { CryptographicParameters } from '../../codec/kmip/structure/cryptography.ts'
import { resolveParameters } from './cipher/cipher-parameters.ts'
import { encrypt } from './cipher/encrypt.ts'
import { CryptoError } from './crypto-error.ts'
import { selectDigestedBytes } from './hash/digest.ts'

describe('the types of server/crypto', () => {
  it('are those of the declared structures', () => {
    const parameters: CryptographicParameters = { blockCipherMode: 'ECB' }
    const data = new Uint8Array(16)
    const request = { key: data, algorithm: 'AES', data, random: () => data }
    const both = resolveParameters<CryptographicParameters>({ paddingMethod: 'PKCS5' }, parameters)
    expect(encrypt({ ...both, ...request }).data).to.have.length(32)

    const object: ManagedObject = { certificate: { certificateType: 'X_509', certificateValue: data } }
    expect(selectDigestedBytes(object, () => data)?.bytes).to.equal(data)

    const reason: ResultReason = new CryptoError('InvalidMessage', 'The IV is missing.').reason
    expect(reason).to.equal('InvalidMessage')
  })
})
