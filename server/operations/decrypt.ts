import { Decrypt } from '../../codec/index.ts'
import { decrypt as decryptData } from '../crypto/decrypt.ts'
import { requireUsable } from '../lifecycle/usage.ts'
import type { Compatibility } from './compatibility.ts'
import { bytesOf, parametersOf, refuseStreaming, secretKeyOf } from './cryptographic-target.ts'
import type { Handler } from './handler.ts'

/** KMIP 1.4 §4.30, 2.1 §6.1.11. */
export const decrypt = ({ ivInFront }: Compatibility): Handler<typeof Decrypt> => ({
  operation: Decrypt,
  target: 'object',
  run(request, { now, importKey }, object) {
    refuseStreaming(request)
    const { key, algorithm } = secretKeyOf(object, { importKey })
    requireUsable(object, 'Decrypt', 'process', now)
    const data = decryptData({
      ...parametersOf(object, request.cryptographicParameters),
      key,
      algorithm,
      data: bytesOf(request.data),
      ivCounterNonce: request.ivCounterNonce,
      ivInFront,
      additionalData: request.authenticatedEncryptionAdditionalData,
      authenticatedEncryptionTag: request.authenticatedEncryptionTag,
    })
    return { payload: { uniqueIdentifier: object.uniqueIdentifier, data } }
  },
})
