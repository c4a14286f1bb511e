import { type GetRequest, KmipError, keyBlockOf, type ManagedObject } from '../../codec/index.ts'
import type { Scope } from '../handler/scope.ts'
import { requireMaterial } from '../lifecycle/archival.ts'
import { getAttribute } from '../lifecycle/object-attributes.ts'
import type { Awaitable, StoredObject } from '../store/store.ts'
import { convertFormat } from './convert-format.ts'
import { createPkcs12Container } from './pkcs-12/create-pkcs-12-container.ts'
import { isEncrypting, isWrapped, unwrapObject } from './wrapping/unwrap-object.ts'
import { type WrappedObject, wrapObject } from './wrapping/wrap-object.ts'

/** The options of Get and Export. */
export type GetOptions = Pick<
  GetRequest,
  'keyFormatType' | 'keyCompressionType' | 'keyWrapType' | 'keyWrappingSpecification'
>

/**
 * Sensitive objects leave the server wrapped only. Objects that are not Extractable never leave it (KMIP 1.4 §3.48,
 * §3.50).
 */
const requireReadable = (object: StoredObject, isEncrypted: boolean): void => {
  if (getAttribute(object, 'Extractable') === false)
    throw new KmipError('NotExtractable', 'The object is not Extractable.')
  if (getAttribute(object, 'Sensitive') && !isEncrypted)
    throw new KmipError('Sensitive', 'The object is Sensitive: request it with a Key Wrapping Specification.')
}

const requireRegisteredFormat = (material: ManagedObject, { keyFormatType }: GetOptions): ManagedObject => {
  const format = keyBlockOf(material)?.keyFormatType
  if (keyFormatType !== undefined && keyFormatType !== format)
    throw new KmipError(
      'KeyFormatTypeNotSupported',
      `The key is wrapped in the format ${format}: request it unwrapped to convert it.`,
    )
  return material
}

/** Whether to return PKCS#12. It is the default for keys registered as PKCS#12. */
const isPkcs12Requested = (object: StoredObject, { keyFormatType, keyWrappingSpecification }: GetOptions): boolean => {
  if (keyFormatType !== undefined) return keyFormatType === 'PKCS_12'
  return keyWrappingSpecification === undefined && getAttribute(object, 'KeyFormatType') === 'PKCS_12'
}

/**
 * Returns the object in the requested format and wrapping, by default as it was registered. KMIP 1.4 §4.11, §4.40; 2.1
 * §6.1.18, §6.1.19.
 */
export const deliverObject = (object: StoredObject, options: GetOptions, scope: Scope): Awaitable<WrappedObject> => {
  const material = requireMaterial(object)
  const { keyWrappingSpecification: specification, keyWrapType } = options
  if (specification && keyWrapType === 'NotWrapped')
    throw new KmipError('InvalidField', 'A Key Wrapping Specification contradicts the Key Wrap Type Not Wrapped.')
  if (isPkcs12Requested(object, options)) {
    if (specification)
      throw new KmipError(
        'InvalidField',
        'A PKCS#12 container is encrypted by its password: omit the Key Wrapping Specification.',
      )
    requireReadable(object, false)
    return (async () => {
      const plain = isWrapped(material) ? await unwrapObject(material, scope) : material
      return { object: await createPkcs12Container(object, plain, scope), changes: [] }
    })()
  }
  const staysWrapped = isWrapped(material) && !specification && keyWrapType !== 'NotWrapped'
  requireReadable(
    object,
    isEncrypting(specification ?? (staysWrapped ? keyBlockOf(material)?.keyWrappingData : undefined)),
  )
  if (staysWrapped) return { object: requireRegisteredFormat(material, options), changes: [] }
  if (!specification && !isWrapped(material)) return { object: convertFormat(material, options), changes: [] }
  return (async () => {
    const plain = convertFormat(await unwrapObject(material, scope), options)
    return specification ? wrapObject(plain, object, specification, scope) : { object: plain, changes: [] }
  })()
}
