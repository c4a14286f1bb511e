import { KmipError, PKCS_11, type PKCS_11Request, type PKCS_11Response } from '../../../codec/index.ts'
import type { Handler } from '../../handler/handler.ts'
import type { Scope } from '../../handler/scope.ts'
import { encodePkcs11Info } from './pkcs-11-info.ts'

/** Maximum number of initialized applications, of one principal and in total. */
const limits = { onePrincipal: 100, all: 10_000 }

/** CK_RV of PKCS#11 3.0 §5.1.6. */
const returnCodes = {
  functionNotSupported: '0x00000054',
  notInitialized: '0x00000190',
  alreadyInitialized: '0x00000191',
} as const

/** Owners by Correlation Value in hexadecimal. */
type Applications = Map<string, string>

type FunctionResult = Pick<PKCS_11Response, 'correlationValue' | 'pkcs_11OutputParameters' | 'pkcs_11ReturnCode'>

const toKey = (value: Uint8Array | undefined): string => Buffer.from(value ?? []).toString('hex')

/** Version of the parameter encoding, the only parameter of C_Initialize (KMIP Profiles 2.1 §5.18.1). */
const encodingVersion = 1

const requireEncoding = ({ pkcs_11InputParameters: given }: PKCS_11Request): void => {
  if (given && (given.length !== 1 || given[0] !== encodingVersion))
    throw new KmipError('PKCS_11CodecError', `C_Initialize takes the encoding version ${encodingVersion}.`)
}

/**
 * Allows a pointer as the only parameter: at most one byte that tells whether it is null. Its target stays in the
 * client's process.
 */
const requirePointer = ({ pkcs_11InputParameters: given }: PKCS_11Request): void => {
  if (given && (given.length > 1 || (given[0] ?? 0) > 1))
    throw new KmipError('PKCS_11CodecError', 'This function takes one pointer as Input Parameter.')
}

const initialize = ({ correlationValue }: PKCS_11Request, scope: Scope, applications: Applications): FunctionResult => {
  const { id } = scope.principal
  if (applications.get(toKey(correlationValue)) === id) return { pkcs_11ReturnCode: returnCodes.alreadyInitialized }
  const ownApplications = [...applications].flatMap(([key, owner]) => (owner === id ? [key] : []))
  // The oldest application makes room for the next. It holds no state.
  if (ownApplications.length >= limits.onePrincipal) applications.delete(ownApplications[0] as string)
  if (applications.size >= limits.all)
    throw new KmipError('ServerLimitExceeded', 'Too many PKCS#11 applications: end some with C_Finalize.')
  const value = scope.random(16)
  applications.set(toKey(value), id)
  return { correlationValue: value, pkcs_11ReturnCode: 'OK' }
}

const runFunction = (request: PKCS_11Request, scope: Scope, applications: Applications): FunctionResult => {
  const { pkcs_11Function: name, correlationValue } = request
  const key = toKey(correlationValue)
  const isInitialized = applications.get(key) === scope.principal.id
  switch (name) {
    case 'C_Initialize':
      requireEncoding(request)
      return initialize(request, scope, applications)
    case 'C_GetInfo':
      requirePointer(request)
      if (!isInitialized) return { pkcs_11ReturnCode: returnCodes.notInitialized }
      return { pkcs_11OutputParameters: encodePkcs11Info(scope.capabilities.product), pkcs_11ReturnCode: 'OK' }
    case 'C_Finalize':
      requirePointer(request)
      if (!isInitialized) return { pkcs_11ReturnCode: returnCodes.notInitialized }
      applications.delete(key)
      return { pkcs_11ReturnCode: 'OK' }
    default:
      if (name.startsWith('0x')) throw new KmipError('PKCS_11InvalidFunction', `The function ${name} is unknown.`)
      return { pkcs_11ReturnCode: isInitialized ? returnCodes.functionNotSupported : returnCodes.notInitialized }
  }
}

/**
 * Supports C_Initialize, C_GetInfo and C_Finalize, as PKCS11-M-1-21 of the KMIP Profiles requires. Other PKCS#11
 * functions return CKR_FUNCTION_NOT_SUPPORTED. KMIP 2.1 §6.1.37.
 */
export const pkcs_11 = (): Handler<typeof PKCS_11> => {
  const applications: Applications = new Map()
  return {
    operation: PKCS_11,
    access: 'principals',
    asynchronous: 'Optional',
    target: 'none',
    run(request, scope) {
      const { pkcs_11Interface, pkcs_11Function } = request
      if (pkcs_11Interface !== undefined && pkcs_11Interface !== 'PKCS 11')
        throw new KmipError('PKCS_11InvalidInterface', `The interface ${pkcs_11Interface} is unknown: use PKCS 11.`)
      return { payload: { pkcs_11Function, ...runFunction(request, scope, applications) } }
    },
  }
}
