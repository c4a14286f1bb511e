import { KmipError, PKCS_11, type PKCS_11Request, type PKCS_11Response } from '../../../codec/index.ts'
import type { Handler } from '../../handler/handler.ts'
import type { Scope } from '../../handler/scope.ts'
import { encodePkcs11Info } from './pkcs-11-info.ts'

/** Applications that are initialized, of one principal and of all. */
const limits = { onePrincipal: 100, all: 10_000 }

/** CK_RV of PKCS#11 3.0 §5.1.6: what the functions here return. */
const returnCodes = {
  functionNotSupported: '0x00000054',
  notInitialized: '0x00000190',
  alreadyInitialized: '0x00000191',
} as const

/** Whose application each Correlation Value is, in hexadecimal. */
type Applications = Map<string, string>

type FunctionResult = Pick<PKCS_11Response, 'correlationValue' | 'pkcs_11OutputParameters' | 'pkcs_11ReturnCode'>

const toKey = (value: Uint8Array | undefined): string => Buffer.from(value ?? []).toString('hex')

/** Of the encoding of parameters; C_Initialize says it, and nothing of its own (KMIP Profiles 2.1 §5.18.1). */
const encodingVersion = 1

const requireEncoding = ({ pkcs_11InputParameters: given }: PKCS_11Request): void => {
  if (given && (given.length !== 1 || given[0] !== encodingVersion))
    throw new KmipError('PKCS_11CodecError', `C_Initialize takes the version of the encoding, ${encodingVersion}.`)
}

/**
 * These functions have one parameter, a pointer: one byte at most says whether there is something behind it, and nothing
 * that could be behind it leaves its process.
 */
const requirePointer = ({ pkcs_11InputParameters: given }: PKCS_11Request): void => {
  if (given && (given.length > 1 || (given[0] ?? 0) > 1))
    throw new KmipError('PKCS_11CodecError', 'This function has no more than a pointer for an Input Parameter.')
}

const initialize = ({ correlationValue }: PKCS_11Request, scope: Scope, applications: Applications): FunctionResult => {
  const { id } = scope.principal
  if (applications.get(toKey(correlationValue)) === id) return { pkcs_11ReturnCode: returnCodes.alreadyInitialized }
  const own = [...applications].flatMap(([key, owner]) => (owner === id ? [key] : []))
  // One that was never finalized makes room for the next: nothing is lost with it.
  if (own.length >= limits.onePrincipal) applications.delete(own[0] as string)
  if (applications.size >= limits.all)
    throw new KmipError('ServerLimitExceeded', 'There are too many PKCS#11 applications; end some with C_Finalize.')
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
      if (name.startsWith('0x')) throw new KmipError('PKCS_11InvalidFunction', `There is no function ${name}.`)
      return { pkcs_11ReturnCode: isInitialized ? returnCodes.functionNotSupported : returnCodes.notInitialized }
  }
}

/**
 * What the PKCS11-M-1-21 case of the KMIP Profiles has: an application begins, asks what this is, and ends. The other functions
 * of PKCS#11 are answered as not supported, by their return code. KMIP 2.1 §6.1.37.
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
        throw new KmipError('PKCS_11InvalidInterface', `There is no interface ${pkcs_11Interface} here, only PKCS 11.`)
      return { payload: { pkcs_11Function, ...runFunction(request, scope, applications) } }
    },
  }
}
