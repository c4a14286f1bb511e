import { type AttributeInstance, type KeyBlock, type ManagedObject, valueIn } from '../../codec/index.ts'
import { convertFormat } from './convert-format.ts'

/** Creates a symmetric key object in the Key Format Type among the attributes, by default Raw (KMIP 2.1 §4.26). */
export const createSymmetricKey = (
  keyMaterial: Uint8Array,
  { cryptographicAlgorithm, cryptographicLength }: Pick<KeyBlock, 'cryptographicAlgorithm' | 'cryptographicLength'>,
  attributes: readonly AttributeInstance[],
): ManagedObject =>
  convertFormat(
    {
      symmetricKey: {
        keyBlock: { keyFormatType: 'Raw', keyValue: { keyMaterial }, cryptographicAlgorithm, cryptographicLength },
      },
    },
    { keyFormatType: valueIn(attributes, 'KeyFormatType') },
  )
