import { toCreation, toUpdate } from '../../handler/handler.ts'
import { setLink } from '../../lifecycle/link.ts'
import { setAttributes } from '../../lifecycle/object-attributes.ts'
import { markReplaced, markReplacement } from '../../lifecycle/rotation.ts'
import type { Change, StoredObject } from '../../store/store.ts'

/**
 * The changes by which `replacement` takes the place of `old`: the old key loses its Names, and both are linked
 * (KMIP 1.4 §4.4, §4.5; 2.1 §6.1.46, §6.1.47).
 */
export const replaceObject = (old: StoredObject, replacement: StoredObject, now: Date): Change[] => {
  const nameless = { ...old, attributes: old.attributes.filter((each) => each.attribute !== 'Name') }
  return [
    toUpdate(
      setLink(
        markReplaced(setAttributes(nameless, { LastChangeDate: now }), now),
        'ReplacementObjectLink',
        replacement,
      ),
    ),
    toCreation(setLink(markReplacement(replacement, old), 'ReplacedObjectLink', old)),
  ]
}
