import { Hash, KmipError } from '../../../codec/index.ts'
import { createHasher } from '../../crypto/hash/hasher.ts'
import type { Handler } from '../../handler/handler.ts'
import { requireData } from './part-data.ts'

/** KMIP 1.4 §4.37, 2.1 §6.1.24. */
export const hash: Handler<typeof Hash> = {
  operation: Hash,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'none',
  run: async (request, scope) => {
    const { hashingAlgorithm } = request.cryptographicParameters
    if (!hashingAlgorithm && !request.correlationValue)
      throw new KmipError('InvalidField', 'Hashing Algorithm is missing in the Cryptographic Parameters.')
    const payload = await scope.runPart(
      request,
      '',
      () => createHasher(hashingAlgorithm ?? ''),
      (work, isLast) => {
        work.update(requireData(request))
        return isLast ? { data: work.final() } : {}
      },
    )
    return { payload }
  },
}
