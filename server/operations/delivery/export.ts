import { Export, type KeyBlock, KmipError, type ManagedObject } from '../../../codec/index.ts'
import { listVisibleAttributes, omitZeroIndex } from '../../attributes/visible-attributes.ts'
import { type Handler, toUpdate } from '../../handler/handler.ts'
import { deliverObject } from '../../key-delivery/deliver-object.ts'
import { getAttribute, setAttributes } from '../../lifecycle/object-attributes.ts'
import type { StoredObject } from '../../store/store.ts'

/** The Key Block of a destroyed key, without a Key Value (KMIP 1.4 §4.40). */
const createShell = (object: StoredObject): ManagedObject => {
  const keyBlock: KeyBlock = {
    keyFormatType: getAttribute(object, 'KeyFormatType') ?? 'Raw',
    cryptographicAlgorithm: getAttribute(object, 'CryptographicAlgorithm'),
    cryptographicLength: getAttribute(object, 'CryptographicLength'),
  }
  const { objectType } = object
  if (objectType === 'SymmetricKey') return { symmetricKey: { keyBlock } }
  if (objectType === 'PrivateKey') return { privateKey: { keyBlock } }
  if (objectType === 'PublicKey') return { publicKey: { keyBlock } }
  throw new KmipError('ObjectDestroyed', 'The object is destroyed and has no Key Block to export.')
}

/** Returns the object as Get does, with all of its attributes. KMIP 1.4 §4.40, 2.1 §6.1.18. */
export const exportObject: Handler<typeof Export> = {
  operation: Export,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'refused',
  changesAttributes: false,
  async run(request, scope, object) {
    const returned = object.object === undefined ? undefined : await deliverObject(object, request, scope)
    const fresh = getAttribute(object, 'Fresh') ? [toUpdate(setAttributes(object, { Fresh: false }))] : []
    return {
      payload: {
        objectType: object.objectType,
        uniqueIdentifier: object.uniqueIdentifier,
        attributes: listVisibleAttributes(object, scope.version).map(omitZeroIndex),
        object: returned?.object ?? createShell(object),
      },
      changes: [...fresh, ...(returned?.changes ?? [])],
    }
  },
}
