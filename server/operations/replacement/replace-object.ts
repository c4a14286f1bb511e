import { attributes as declared } from '../../../codec/index.ts'
import { toCreation, toUpdate } from '../../handler/handler.ts'
import { setLink } from '../../lifecycle/link.ts'
import { setAttributes } from '../../lifecycle/object-attributes.ts'
import { markReplaced, markReplacement } from '../../lifecycle/rotation.ts'
import type { Change, StoredObject } from '../../store/store.ts'

/**
 * The changes that replace `old` by `replacement`: attributes such as Name move to it, and the two are linked (KMIP 1.4
 * §4.4, §4.5; 2.1 §6.1.46, §6.1.47).
 */
export const replaceObject = (old: StoredObject, replacement: StoredObject, now: Date): Change[] => {
  const kept = old.attributes.filter(({ attribute }) => declared[attribute].onReplacement !== 'moved')
  return [
    toUpdate(
      setLink(
        markReplaced(setAttributes({ ...old, attributes: kept }, { LastChangeDate: now }), now),
        'ReplacementObjectLink',
        replacement,
      ),
    ),
    toCreation(setLink(markReplacement(replacement, old), 'ReplacedObjectLink', old)),
  ]
}
