import { Sign } from '../../../codec/index.ts'
import { createSigner as signData } from '../../crypto/signature/signer.ts'
import type { Handler } from '../../handler/handler.ts'
import { importPrivateKey } from '../../key-delivery/import-keys.ts'
import { requireUsable } from '../../lifecycle/usage.ts'
import { chooseParameters, countUsage, requireSignedData } from './part-data.ts'

/** KMIP 1.4 §4.31, 2.1 §6.1.55. */
export const sign: Handler<typeof Sign> = {
  operation: Sign,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'refused',
  changesAttributes: false,
  async run(request, scope, object) {
    const key = importPrivateKey(object, scope)
    const { random, thread } = scope
    requireUsable(object, 'Sign', 'protect', scope.now)
    const { data, digested } = requireSignedData(request)
    const changes = countUsage(object, data.length, request)
    const { uniqueIdentifier } = object
    const payload = await scope.runPart(
      request,
      uniqueIdentifier,
      () => signData({ ...chooseParameters(object, request.cryptographicParameters), key, digested, random, thread }),
      async (work, isLast) => {
        work.update(data)
        return { uniqueIdentifier, ...(isLast && { signatureData: await work.final() }) }
      },
    )
    return { payload, ...changes }
  },
}
