import { KmipError, SignatureVerify } from '../../../codec/index.ts'
import { type CheckSignature, createVerifier } from '../../crypto/signature/verifier.ts'
import type { Handler } from '../../handler/handler.ts'
import { importPublicKey } from '../../key-delivery/import-keys.ts'
import { requireUsable } from '../../lifecycle/usage.ts'
import { chooseParameters, requireSignedData } from './part-data.ts'

const checkSignature = async (isValid: CheckSignature, signature: Uint8Array | undefined) => {
  if (!signature) throw new KmipError('InvalidField', 'Signature Data is missing.')
  return (await isValid(signature)) ? ('Valid' as const) : ('Invalid' as const)
}

/** The request with the last part has the signature. KMIP 1.4 §4.32, 2.1 §6.1.56. */
export const signatureVerify: Handler<typeof SignatureVerify> = {
  operation: SignatureVerify,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'refused',
  changesAttributes: false,
  async run(request, scope, object) {
    const key = importPublicKey(object, scope)
    requireUsable(object, 'Verify', 'process', scope.now)
    const { data, digested } = requireSignedData(request)
    const { uniqueIdentifier } = object
    const payload = await scope.runPart(
      request,
      uniqueIdentifier,
      () =>
        createVerifier({
          ...chooseParameters(object, request.cryptographicParameters),
          key,
          digested,
          thread: scope.thread,
        }),
      async (work, isLast) => {
        work.update(data)
        return {
          uniqueIdentifier,
          ...(isLast && { validityIndicator: await checkSignature(work.final(), request.signatureData) }),
        }
      },
    )
    return { payload }
  },
}
