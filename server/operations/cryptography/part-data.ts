import { type CryptographicParameters, type Data, KmipError } from '../../../codec/index.ts'
import { resolveParameters } from '../../crypto/cipher/cipher-parameters.ts'
import { noBytes } from '../../crypto/streamed-operation.ts'
import { type OperationResult, toUpdate } from '../../handler/handler.ts'
import type { PartRequest } from '../../handler/scope.ts'
import { getAttribute } from '../../lifecycle/object-attributes.ts'
import { consumeUsage } from '../../lifecycle/usage.ts'
import type { Awaitable, StoredObject } from '../../store/store.ts'

/** The effective Cryptographic Parameters: the request's, else the key's first (KMIP 1.4 §4.29). */
export const chooseParameters = (
  object: StoredObject,
  given: CryptographicParameters | undefined,
): Partial<CryptographicParameters> => resolveParameters(given, getAttribute(object, 'CryptographicParameters')) ?? {}

/**
 * The data of this part. The batch has replaced references to earlier results. Data is optional only with Init
 * Indicator or Final Indicator (KMIP 2.1 §6.1).
 */
export const requireData = (request: PartRequest & { readonly data?: Data | undefined }): Uint8Array => {
  const { data, initIndicator, finalIndicator } = request
  if (data instanceof Uint8Array) return data
  if (initIndicator || finalIndicator) return noBytes
  throw new KmipError('InvalidField', 'Data is missing.')
}

/** The data to sign, or its digest: Digested Data replaces Data (KMIP 1.4 §4.31). */
export const requireSignedData = (
  request: PartRequest & { readonly data?: Data | undefined; readonly digestedData?: Uint8Array | undefined },
): { data: Uint8Array; digested: boolean } => {
  const { data, digestedData } = request
  if (!digestedData) return { data: requireData(request), digested: false }
  if (data !== undefined) throw new KmipError('InvalidField', 'Give either Data or Digested Data.')
  if (request.correlationValue || (request.initIndicator && !request.finalIndicator))
    throw new KmipError(
      'InvalidField',
      'Digested Data needs a single request: omit Init Indicator and Correlation Value.',
    )
  return { data: digestedData, digested: true }
}

/** Combines a payload, awaited if necessary, with its changes. */
export const toResult = <P>(
  payload: Awaitable<P>,
  changes: Pick<OperationResult<unknown>, 'changes'> = {},
): Awaitable<OperationResult<P>> =>
  payload instanceof Promise
    ? payload.then((done) => ({ payload: done, ...changes }))
    : { payload: payload as P, ...changes }

/** Counts `size` bytes against the Usage Limits. A multi-part operation counts as one operation. */
export const countUsage = (
  object: StoredObject,
  size: number,
  request: PartRequest,
): Pick<OperationResult<unknown>, 'changes'> => {
  const used = consumeUsage(object, size, request.correlationValue ? 0 : 1)
  return used ? { changes: [toUpdate(used)] } : {}
}
