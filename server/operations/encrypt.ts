import { Encrypt, KmipError, type Version } from '../../codec/index.ts'
import { livesIn } from '../../codec/kmip/version.ts'
import { encrypt as encryptData } from '../crypto/encrypt.ts'
import { afterUse, requireUsable } from '../lifecycle/usage.ts'
import { bytesOf, parametersOf, refuseStreaming, secretKeyOf } from './cryptographic-target.ts'
import { type Handler, updated } from './handler.ts'

/** Without a place for the tag in the answer, what is encrypted could never be decrypted again (KMIP 1.4 §2.1.23, §4.29). */
const requirePlaceForTag = (tag: Uint8Array | undefined, version: Version): void => {
  if (tag && !livesIn(version, '1.4'))
    throw new KmipError(
      'UnsupportedCryptographicParameters',
      `KMIP ${version} has no field for the tag that this mode makes; use KMIP 1.4 or later.`,
    )
}

/** KMIP 1.4 §4.29, 2.1 §6.1.18. An IV made by the server is returned; a tag is a field of its own. */
export const encrypt: Handler<typeof Encrypt> = {
  operation: Encrypt,
  target: 'object',
  run(request, { now, random, version, importKey }, object) {
    refuseStreaming(request)
    const { key, algorithm } = secretKeyOf(object, { importKey })
    requireUsable(object, 'Encrypt', 'protect', now)
    const data = bytesOf(request.data)
    const used = afterUse(object, data.length)
    const encrypted = encryptData({
      ...parametersOf(object, request.cryptographicParameters),
      key,
      algorithm,
      data,
      ivCounterNonce: request.ivCounterNonce,
      additionalData: request.authenticatedEncryptionAdditionalData,
      random,
    })
    requirePlaceForTag(encrypted.authenticatedEncryptionTag, version)
    return {
      payload: { uniqueIdentifier: object.uniqueIdentifier, ...encrypted },
      ...(used && { changes: [updated(used)] }),
    }
  },
}
