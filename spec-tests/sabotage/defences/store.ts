import type { Defence } from '../defence.ts'

const index = 'server/store/sqlite/altered-index.test.ts'
const files = 'server/store/sqlite/sqlite-files.test.ts'
const documents = 'spec-tests/operations/altered-documents.test.ts'
const fence = 'server/store/sqlite/fence.test.ts'
const seal = 'server/store/seal/seal.test.ts'
const anIndex = 'the index (names, groups, states, links, digests, dates, masks, owners)'
const lockFile = 'the lock file of a running server (deleted), so that a second one opens the store'

/** What a reader of the store learns, and what an altered store can do. */
export const store: readonly Defence[] = [
  {
    name: 'an object that a search finds is checked',
    stated: anIndex,
    file: 'server/store/sqlite/checked-search.ts',
    text: "return object ? findMismatch(object, query, index) : 'Unique Identifier'",
    without: "return object ? undefined : 'Unique Identifier'",
    test: { file: index, title: 'gives no object by the Name of another one of the same owner' },
  },
  {
    name: 'the owner of an object that a search finds is checked',
    stated: anIndex,
    file: 'server/store/seal/find-mismatch.ts',
    text: "if (owner !== undefined && object.owner !== owner) return 'owner'",
    without: '',
    test: { file: index, title: 'gives no object of another owner' },
  },
  {
    name: 'the reach of an object that a search finds is checked',
    stated: anIndex,
    file: 'server/store/seal/find-mismatch.ts',
    text: "if (within && !within.some((reach) => isReached(object, reach, index))) return 'owner or ObjectGroup'",
    without: '',
    test: { file: index, title: 'gives no object beyond the groups that a client may use' },
  },
  {
    name: 'every object of a large answer is checked',
    stated: anIndex,
    file: 'server/store/sqlite/checked-search.ts',
    text: 'at < found.uniqueIdentifiers.length; at += AT_ONCE',
    without: 'at < AT_ONCE; at += AT_ONCE',
    test: { file: index, title: 'checks every object of a large answer' },
  },
  {
    name: 'sealed rows are authenticated',
    stated: 'an object',
    file: 'server/store/seal/seal.ts',
    text: '    decipher.final()\n    return { plain, number }',
    without: '    return { plain, number }',
    test: { file: seal, title: 'notices every flipped bit and every cut and names the object' },
  },
  {
    name: 'sealed rows open in their place only',
    stated: 'sealed with AES-256-GCM and bound to identifier, type, owner and revision',
    file: 'server/store/seal/seal.ts',
    text: '${c.revision} ${c.kind} ${delimit(c.uniqueIdentifier)}',
    without: '${c.kind} ',
    test: { file: seal, title: 'opens in its context only' },
  },
  {
    name: 'an IV is used once',
    stated: 'sealed with AES-256-GCM and bound to identifier, type, owner and revision',
    file: 'server/store/seal/seal.ts',
    text: '    at += IV\n',
    without: '    at = IV\n',
    test: { file: seal, title: 'never uses an IV twice' },
  },
  {
    name: 'an object that does not open is left to its owner',
    stated: 'an object',
    file: 'server/store/sqlite/checked-search.ts',
    text: 'if (!isUnreadable(error)) throw error',
    without: 'throw error',
    test: { file: index, title: 'finds an object that does not open, and reports it once' },
  },
  {
    name: 'a document that does not open is left out',
    stated: 'an asynchronous request',
    file: 'server/store/sqlite/document-search.ts',
    text: 'if (!isUnreadable(error)) throw error',
    without: 'throw error',
    test: { file: documents, title: 'an asynchronous request: it fails, the others run' },
  },
  {
    name: 'items do not run behind an altered one of their batch',
    stated: 'an asynchronous request',
    file: 'server/asynchronous/asynchronous-requests.ts',
    text: 'if (incomplete.has(request)) return finish(request, { result: createIncompleteResult(record) })',
    without: '',
    test: { file: documents, title: 'an item of an asynchronous batch with Stop' },
  },
  {
    name: 'an altered date of rotation stops no other',
    stated: 'the date of an automatic rotation',
    file: 'server/pipeline/rotation.ts',
    text: 'onUnreadable: () => undefined,',
    without: '',
    test: { file: documents, title: 'a date of rotation: its key is not rotated, the others are' },
  },
  {
    name: 'an altered notification stops no other',
    stated: 'a queued notification',
    file: 'server/notifications/outbox.ts',
    text: '{ kind, owner, maximumItems: pageSize, onUnreadable }',
    without: '{ kind, owner, maximumItems: pageSize }',
    test: { file: 'server/notifications/outbox.test.ts', title: 'sends what stands behind an altered notice' },
  },
  {
    name: 'nothing is created without the constraints',
    stated: 'defaults or constraints',
    file: 'server/attributes/setting.ts',
    text: 'from.documents({ kind, key: setting.key })',
    without: 'from.documents({ kind, key: setting.key, onUnreadable: () => undefined })',
    test: { file: documents, title: 'what SetConstraints set: nothing is created' },
  },
  {
    name: 'the fence is checked in every commit',
    stated: lockFile,
    file: 'server/store/sqlite/row-writer.ts',
    text: '    requireFence()\n',
    without: '',
    test: { file: fence, title: 'takes no change from the older server, and all from the newer one' },
  },
  {
    name: 'the fence is watched for reads',
    stated: lockFile,
    file: 'server/store/sqlite/fence.ts',
    text: 'setInterval(look, INTERVAL)',
    without: 'setInterval(() => undefined, INTERVAL)',
    test: { file: fence, title: 'is not read by an older server that writes nothing' },
  },
  {
    name: 'a lost store stays lost',
    stated: lockFile,
    file: 'server/store/sqlite/fence.ts',
    text: 'if (lost) throw lost',
    without: '',
    test: { file: fence, title: 'is lost to the older server, which says so once and what to do' },
  },
  {
    name: 'one process has the store',
    stated: lockFile,
    file: 'server/store/sqlite/sqlite.ts',
    text: 'const unlock = holdProcessLock(`${path}-lock`, holder)',
    without: 'const unlock = holdProcessLock(`${path}-lock-${Math.random()}`, holder)',
    test: { file: files, title: 'locks the store for one process and names it' },
  },
  {
    name: 'Destroy overwrites the log',
    stated: 'Destroy overwrites the sealed material in the store.',
    file: 'server/store/sqlite/row-writer.ts',
    text: 'createObjectWriter(db, run, owners, index, () => {\n    hasErased = true\n  })',
    without: 'createObjectWriter(db, run, owners, index, () => undefined)',
    test: { file: files, title: 'the log is emptied within seconds, while the store serves' },
  },
  {
    name: 'a batch of commits is whole or not at all',
    stated: 'A change is applied whole or not at all',
    file: 'server/store/sqlite/row-writer.ts',
    text: '      rollback.run()\n',
    without: '',
    test: {
      file: 'server/store/sqlite/sqlite.test.ts',
      title: 'leaves nothing of a refused change set',
    },
  },
]
