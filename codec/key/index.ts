export { type Curve, type CurveId, curveIdOf, curveOf, curves } from './curve.ts'
export { defaultKeyFormatType } from './default-key-format-type.ts'
export { type AsymmetricAlgorithm, describeKey, type KeyDescription } from './describe-key.ts'
export type {
  ByteKeyFormatType,
  KeyBlockForm,
  KeyMaterialForms,
  KeyMaterialOf,
  MadeKeyBlock,
  ReadableKeyFormatType,
  TransparentKeyFormatType,
  TransparentKeyMaterial,
} from './forms.ts'
export { fromKeyObject } from './from-key-object.ts'
export { KeyFormatError, type KeyFormatReason } from './key-format-error.ts'
export { requireDer } from './require-der.ts'
export { toKeyObject } from './to-key-object.ts'
