import {
  CodecError,
  defaultLimits,
  type RequestMessage,
  type ResponseMessage,
  readResponseLeniently,
  TtlvReader,
  versionOf,
} from '../../codec/index.ts'
import { FrameError } from '../../codec/ttlv/frame.ts'
import { ProtocolError, type ProtocolFault } from '../error.ts'
import { findAskedAttributes, findSurplus, toOddity } from '../oddity.ts'
import type { Settings } from '../settings.ts'
import type { ServerAddress } from './server-address.ts'

const nameOperations = ({ batchItem }: RequestMessage): string => batchItem.map(({ operation }) => operation).join(', ')

const faultOf = (error: CodecError): ProtocolFault => {
  if (error.fault !== 'malformed') return 'field'
  if (!(error instanceof FrameError) || error.frameFault === 'malformed') return 'malformed'
  return error.frameFault === 'tooLarge' ? 'tooLarge' : 'notKmip'
}

const otherVersion = 'Another version of KMIP may avoid it: `version` (--kmip-version).'

/** The attribute in a path: `Attributes/State` in 2.x, `Attribute[0]/AttributeValue(State)` in 1.x. */
const findAttribute = (path: string): string | undefined =>
  /\/AttributeValue\(([^)]+)\)/.exec(path)?.[1] ?? /\/Attributes\/(\w+)/.exec(path)?.[1]

const createFieldHint = (error: CodecError, request: RequestMessage): string => {
  const version = versionOf(request.requestHeader.protocolVersion)
  const [item] = request.batchItem
  const attribute = item?.operation === 'GetAttributes' ? findAttribute(error.path.join('/')) : undefined
  return [
    `The server violates KMIP ${version} in a field that the call needs: report it to the vendor.`,
    ...(attribute ? [`The client skips attributes that were not asked for: ask by name, without ${attribute}.`] : []),
    otherVersion,
  ].join(' ')
}

/** The error of an answer that cannot be read. `error` has names and types, no values. */
export const toProtocolError = (
  error: CodecError,
  request: RequestMessage,
  server: ServerAddress,
  maximumResponseSize: number,
): ProtocolError => {
  const answer = `the answer to ${nameOperations(request)}`
  const fault = faultOf(error)
  const facts = { fault, server, cause: error }
  switch (fault) {
    case 'field':
      return new ProtocolError(`${answer} cannot be used: ${error.message}`, {
        ...facts,
        hint: createFieldHint(error, request),
      })
    case 'tooLarge':
      return new ProtocolError(`${answer} is larger than maximumResponseSize, ${maximumResponseSize} bytes`, {
        ...facts,
        hint: 'Ask for less (maximumItems in Locate, fewer items in a batch), or raise `maximumResponseSize`.',
      })
    case 'notKmip':
      return new ProtocolError(`${answer} is not KMIP: ${error.message}`, {
        ...facts,
        hint: 'Check host and port: something else than a KMIP server listens there.',
      })
    default:
      return new ProtocolError(`${answer} is malformed: ${error.message}`, {
        ...facts,
        hint: `The server, or a proxy before it, violates the encoding: report it to the vendor. ${otherVersion}`,
      })
  }
}

/** Reads an answer and reports its oddities. @throws ProtocolError naming the server, the operation and the field */
export const readAnswer = (
  bytes: Uint8Array,
  request: RequestMessage,
  server: ServerAddress,
  { maximumResponseSize, reportOddity }: Pick<Settings, 'maximumResponseSize' | 'reportOddity'>,
): ResponseMessage => {
  try {
    const response = readResponseLeniently(
      new TtlvReader(bytes, { ...defaultLimits, messageSize: maximumResponseSize }),
      {
        findAsked: () => findAskedAttributes(request),
        note: (oddity) => reportOddity?.(toOddity(oddity, request, server)),
      },
    )
    if (reportOddity) for (const oddity of findSurplus(request, response, server)) reportOddity(oddity)
    return response
  } catch (error) {
    throw error instanceof CodecError ? toProtocolError(error, request, server, maximumResponseSize) : error
  }
}
