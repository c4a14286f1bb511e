import { keyMaterialOf, type ManagedObject } from '../../codec/index.ts'
import { AgentError } from '../interface/agent-error.ts'

/** The bytes of a symmetric key. @throws AgentError when the KMS returned something else */
export const requireRawKey = (object: ManagedObject): Uint8Array => {
  const material = keyMaterialOf(object)
  if (object.symmetricKey && material instanceof Uint8Array) return material
  throw new AgentError('kmsRefused', 'The KMS did not return a symmetric key in the form Raw.')
}
