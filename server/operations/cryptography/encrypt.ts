import { Encrypt, type EncryptRequest, KmipError, type Version } from '../../../codec/index.ts'
import { livesIn } from '../../../codec/kmip/version.ts'
import { createEncryptor, type Encrypted, type Encryptor } from '../../crypto/cipher/encrypt.ts'
import { createRsaEncryptor } from '../../crypto/rsa/rsa-cipher.ts'
import type { Compatibility } from '../../handler/compatibility.ts'
import type { Handler } from '../../handler/handler.ts'
import type { Scope } from '../../handler/scope.ts'
import { importCipherKey } from '../../key-delivery/import-keys.ts'
import { requireUsable } from '../../lifecycle/usage.ts'
import type { StoredObject } from '../../store/store.ts'
import type { Dependencies } from '../dependencies.ts'
import { chooseParameters, countUsage, requireData, toResult } from './part-data.ts'

type Encrypting = Omit<Encryptor, 'hasTag' | 'final'>

/**
 * Refuses versions whose response has no field for the tag: without it the data cannot be decrypted (KMIP 1.4 §2.1.23,
 * §4.29).
 */
const requireTagField = (version: Version): void => {
  if (!livesIn(version, '1.4'))
    throw new KmipError(
      'UnsupportedCryptographicParameters',
      `KMIP ${version} has no field for the tag of this mode: use KMIP 1.4 or later.`,
    )
}

const startEncryption = (request: EncryptRequest, scope: Scope, object: StoredObject): Encrypting => {
  const { key, algorithm } = importCipherKey(object, scope, 'publicKey')
  const parameters = chooseParameters(object, request.cryptographicParameters)
  if (algorithm === undefined) return createRsaEncryptor(key, parameters, scope.random)
  const work = createEncryptor({
    ...parameters,
    key,
    algorithm,
    ivCounterNonce: request.ivCounterNonce,
    additionalData: request.authenticatedEncryptionAdditionalData,
    random: scope.random,
  })
  if (work.hasTag) requireTagField(scope.version)
  return work
}

/**
 * The IV in the response to the first part: a generated one (KMIP 1.4 §4.29), or the client's where `ivInAnswer` is
 * enabled.
 */
const chooseAnswerIv = (request: EncryptRequest, generatedIv: Uint8Array | undefined, { ivInAnswer }: Compatibility) =>
  request.correlationValue ? undefined : (generatedIv ?? (ivInAnswer ? request.ivCounterNonce : undefined))

/** The payload of one part. In a stream, empty data is omitted (TC-STREAM-ENC-1). */
const createPayload = (
  uniqueIdentifier: string,
  { data, authenticatedEncryptionTag }: Encrypted,
  ivCounterNonce: Uint8Array | undefined,
  isStream: boolean,
) => ({
  uniqueIdentifier,
  ...((!isStream || data.length > 0) && { data }),
  ...(ivCounterNonce && { ivCounterNonce }),
  ...(authenticatedEncryptionTag && { authenticatedEncryptionTag }),
})

/** KMIP 1.4 §4.29, 2.1 §6.1.17. The response to the last part has the tag in its own field. */
export const encrypt = ({ compatibility }: Pick<Dependencies, 'compatibility'>): Handler<typeof Encrypt> => ({
  operation: Encrypt,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'refused',
  changesAttributes: false,
  run(request, scope, object) {
    importCipherKey(object, scope, 'publicKey')
    requireUsable(object, 'Encrypt', 'protect', scope.now)
    const data = requireData(request)
    const { uniqueIdentifier } = object
    const changes = countUsage(object, data.length, request)
    return toResult(
      scope.runPart(
        request,
        uniqueIdentifier,
        () => startEncryption(request, scope, object),
        (work, isLast) => {
          const encrypted = isLast ? work.end(data) : { data: work.update(data) }
          const isStream = !isLast || request.correlationValue !== undefined
          return createPayload(
            uniqueIdentifier,
            encrypted,
            chooseAnswerIv(request, work.generatedIv, compatibility),
            isStream,
          )
        },
      ),
      changes,
    )
  },
})
