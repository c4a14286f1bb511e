import { KmipError, SignatureVerify } from '../../../codec/index.ts'
import { type CheckSignature, createVerifier } from '../../crypto/signature/verifier.ts'
import type { Handler } from '../../handler/handler.ts'
import { publicKeyOf } from '../../key-delivery/key-of.ts'
import { requireUsable } from '../../lifecycle/usage.ts'
import { parametersOf, signedDataOf } from './part-data.ts'

const verdict = async (isValid: CheckSignature, signature: Uint8Array | undefined) => {
  if (!signature) throw new KmipError('InvalidField', 'Signature Data is missing.')
  return (await isValid(signature)) ? ('Valid' as const) : ('Invalid' as const)
}

/** The signature comes with the last part. KMIP 1.4 §4.32, 2.1 §6.1.56. */
export const signatureVerify: Handler<typeof SignatureVerify> = {
  operation: SignatureVerify,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'refused',
  changesAttributes: false,
  async run(request, scope, object) {
    const key = publicKeyOf(object, scope)
    requireUsable(object, 'Verify', 'process', scope.now)
    const { data, digested } = signedDataOf(request)
    const { uniqueIdentifier } = object
    const payload = await scope.inParts(
      request,
      uniqueIdentifier,
      () =>
        createVerifier({
          ...parametersOf(object, request.cryptographicParameters),
          key,
          digested,
          thread: scope.thread,
        }),
      async (work, isLast) => {
        work.update(data)
        return {
          uniqueIdentifier,
          ...(isLast && { validityIndicator: await verdict(work.final(), request.signatureData) }),
        }
      },
    )
    return { payload }
  },
}
