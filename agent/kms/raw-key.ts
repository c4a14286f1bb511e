import type { ManagedObject } from '../../codec/index.ts'
import { AgentError } from '../interface/agent-error.ts'

/** The bytes of a symmetric key. @throws AgentError when the KMS gave something else */
export const rawKeyOf = (object: ManagedObject): Uint8Array => {
  const block = 'symmetricKey' in object ? object.symmetricKey.keyBlock : undefined
  const material = block?.keyValue instanceof Uint8Array ? undefined : block?.keyValue?.keyMaterial
  if (material instanceof Uint8Array) return material
  throw new AgentError('kmsRefused', 'The KMS gave a key that is not a symmetric key in the form Raw.')
}
