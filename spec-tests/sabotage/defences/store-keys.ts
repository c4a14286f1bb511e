import type { Defence } from '../defence.ts'

const count = 'server/store/sqlite/keys/seal-reservation.test.ts'
const dataKey = 'server/store/sqlite/keys/data-key-rotation.test.ts'
const masterKey = 'server/store/sqlite/keys/master-key-rotation.test.ts'
const tooOften = 'a data key that seals too often'
const killed = 'a server that is killed while a key is replaced'
const changed = 'a row that changes while it is sealed again'

/** What holds while the keys of the store are used and replaced. */
export const storeKeys: readonly Defence[] = [
  {
    name: 'seals are counted before they happen',
    stated: tooOften,
    file: 'server/store/sqlite/keys/seal-reservation.ts',
    text: "    await commit({ change: 'reserve seals', dataKey: id, reserved: next })\n",
    without: '',
    test: { file: count, title: 'is never lower than the true number' },
  },
  {
    name: 'a data key seals no more often than was counted',
    stated: tooOften,
    file: 'server/store/seal/keyring.ts',
    text: 'if (!sealing || used >= reserved) throw',
    without: 'if (!sealing) throw',
    test: { file: count, title: 'gives back what was not used, once' },
  },
  {
    name: 'a data key is replaced before it has sealed too often',
    stated: tooOften,
    file: 'server/store/sqlite/keys/seal-reservation.ts',
    text: 'if (next >= limits.replaceAt) onDue()',
    without: '',
    test: { file: dataKey, title: 'are replaced by themselves before a key has sealed too often' },
  },
  {
    name: 'a data key whose count is lost is replaced',
    stated: "the count of a data key's seals (deleted)",
    file: 'server/store/seal/data-keys.ts',
    text: 'row.reserved ?? sealLimits.replaceAt',
    without: 'row.reserved ?? 0',
    test: { file: dataKey, title: 'are replaced at the start of a server where a key has sealed often enough' },
  },
  {
    name: 'an old data key stays while a row needs it',
    stated: killed,
    file: 'server/store/sqlite/keys/reseal.ts',
    text: 'if (id === current || counts.get(id)) continue',
    without: 'if (id === current) continue',
    test: { file: dataKey, title: 'are kept while a row does not open' },
  },
  {
    name: 'a data key opens with both master keys while these are exchanged',
    stated: killed,
    file: 'server/store/sqlite/keys/store-keys.ts',
    text: '    masterKeys = [current, ...others, next]\n',
    without: '',
    test: { file: masterKey, title: 'both open the store after a replacement that failed' },
  },
  {
    name: 'one master key is made at a time',
    stated: 'several replacements at once',
    file: 'server/setup/server-keys.ts',
    text: 'rotateMasterKey: () => queue(rotateMasterKey)',
    without: 'rotateMasterKey: () => Promise.resolve(queue).then(rotateMasterKey)',
    test: { file: 'server/setup/server-keys.test.ts', title: 'are replaced one after the other' },
  },
  {
    name: 'an object that has changed is not overwritten when it is sealed again',
    stated: changed,
    file: 'server/store/sqlite/keys/key-writer.ts',
    text: 'WHERE sequence = ? AND revision = ? AND substr(attributes, 1, ${SEAL_HEADER}) = ?',
    without: 'WHERE sequence = ? AND ? > 0 AND length(?) > 0',
    test: { file: 'server/store/sqlite/keys/key-writer.test.ts', title: 'is left alone if it was changed' },
  },
  {
    name: 'a document that has changed is not overwritten when it is sealed again',
    stated: changed,
    file: 'server/store/sqlite/keys/key-writer.ts',
    text: 'WHERE id = ? AND revision = ? AND substr(sealed, 1, ${SEAL_HEADER}) = ?',
    without: 'WHERE id = ? AND ? > 0 AND length(?) > 0',
    test: { file: 'server/store/sqlite/keys/key-writer.test.ts', title: 'is left alone if it was changed' },
  },
]
