import { KmipError, keyMaterialOf } from '../../../codec/index.ts'
import type { Scope } from '../../handler/scope.ts'
import { requireMaterial } from '../../lifecycle/archival.ts'
import { getAttribute } from '../../lifecycle/object-attributes.ts'

const createBadPasswordError = (why: string): KmipError => new KmipError('BadPassword', why)

/**
 * Loads the password of a PKCS#12 container from the Secret Data that the PKCS#12 Password Link names (KMIP 1.4 §4.11,
 * §11.4; 2.1 §6.1.19, §11.46 Bad Password).
 */
export const loadPkcs12Password = async (links: readonly unknown[], scope: Scope): Promise<string> => {
  const [link, second] = links
  if (link === undefined || second !== undefined)
    throw createBadPasswordError(`PKCS#12 needs one PKCS#12 Password Link, not ${links.length}.`)
  const object = await scope.load(link as string)
  const material = requireMaterial(object)
  if (material.secretData?.secretDataType !== 'Password')
    throw createBadPasswordError('The PKCS#12 Password Link must name Secret Data of type Password.')
  if (getAttribute(object, 'State') !== 'Active')
    throw createBadPasswordError(`The password for PKCS#12 is ${getAttribute(object, 'State')}; it must be Active.`)
  const bytes = keyMaterialOf(material)
  if (!(bytes instanceof Uint8Array)) throw createBadPasswordError('The password for PKCS#12 is stored wrapped.')
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw createBadPasswordError('The password for PKCS#12 is not valid UTF-8.')
  }
}
