import { Decrypt, type DecryptRequest } from '../../../codec/index.ts'
import { createDecryptor } from '../../crypto/cipher/decrypt.ts'
import { createRsaDecryptor } from '../../crypto/rsa/rsa-cipher.ts'
import type { EndableOperation } from '../../crypto/streamed-operation.ts'
import type { Compatibility } from '../../handler/compatibility.ts'
import type { Handler } from '../../handler/handler.ts'
import type { Scope } from '../../handler/scope.ts'
import { importCipherKey } from '../../key-delivery/import-keys.ts'
import { requireUsable } from '../../lifecycle/usage.ts'
import type { Awaitable, StoredObject } from '../../store/store.ts'
import type { Dependencies } from '../dependencies.ts'
import { chooseParameters, requireData, toResult } from './part-data.ts'

const startDecryption = (
  request: DecryptRequest,
  scope: Scope,
  object: StoredObject,
  { ivInFront }: Compatibility,
): EndableOperation<Awaitable<Uint8Array>> => {
  const { key, algorithm } = importCipherKey(object, scope, 'privateKey')
  const parameters = chooseParameters(object, request.cryptographicParameters)
  if (algorithm === undefined) return createRsaDecryptor(key, parameters, scope.thread)
  return createDecryptor({
    ...parameters,
    key,
    algorithm,
    ivCounterNonce: request.ivCounterNonce,
    ivInFront,
    additionalData: request.authenticatedEncryptionAdditionalData,
    authenticatedEncryptionTag: request.authenticatedEncryptionTag,
  })
}

/**
 * KMIP 1.4 §4.30, 2.1 §6.1.11. Plaintext of an authenticated message is returned with the last part only, once its tag
 * is verified.
 */
export const decrypt = ({ compatibility }: Pick<Dependencies, 'compatibility'>): Handler<typeof Decrypt> => ({
  operation: Decrypt,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'refused',
  changesAttributes: false,
  run(request, scope, object) {
    importCipherKey(object, scope, 'privateKey')
    requireUsable(object, 'Decrypt', 'process', scope.now)
    const given = requireData(request)
    const { uniqueIdentifier } = object
    return toResult(
      scope.runPart(
        request,
        uniqueIdentifier,
        () => startDecryption(request, scope, object, compatibility),
        (work, isLast) => {
          const opened = isLast ? work.end(given) : work.update(given)
          const isStream = !isLast || request.correlationValue !== undefined
          const toPayload = (data: Uint8Array) => ({
            uniqueIdentifier,
            ...((!isStream || data.length > 0) && { data }),
          })
          return opened instanceof Promise ? opened.then(toPayload) : toPayload(opened)
        },
      ),
    )
  },
})
