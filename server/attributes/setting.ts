import { KmipError, Tag, TtlvReader, TtlvWriter } from '../../codec/index.ts'
import { Constraints, DefaultsInformation } from '../../codec/kmip/structure/constraints.ts'
import type { Field } from '../../codec/schema/field.ts'
import { defaultLimits } from '../../codec/wire/limits.ts'
import { getRecordContext, storageVersion } from '../store/storage-version.ts'
import type { Awaitable, DocumentChange, DocumentQuery, StoredDocument, UnreadableDocument } from '../store/store.ts'

/** Something that an administrator sets for all of the server: a structure, kept as TTLV. */
interface Setting<V> {
  readonly key: string
  readonly tag: number
  readonly field: Field<V>
  readonly unset: V
}

export const defaultsSetting: Setting<DefaultsInformation> = {
  key: 'defaults',
  tag: Tag.DefaultsInformation,
  field: DefaultsInformation,
  unset: {},
}
export const constraintsSetting: Setting<Constraints> = {
  key: 'constraints',
  tag: Tag.Constraints,
  field: Constraints,
  unset: {},
}

const kind = 'setting'
/** Maximum bytes of a setting, which the server reads with every new object. */
const largest = 256 * 1024

interface Documents {
  documents(query: DocumentQuery): Awaitable<readonly StoredDocument[]>
}

const decodeSetting = <V>(setting: Setting<V>, document: StoredDocument | undefined): V =>
  document
    ? setting.field.type.read(
        new TtlvReader(document.content, defaultLimits),
        getRecordContext(document.writtenIn ?? storageVersion),
        {},
      )
    : setting.unset

/**
 * Reads the setting, synchronously if the store has it in memory.
 *
 * @throws UnsealFailure when its row was altered: nothing is created without the constraints that an administrator has set
 */
export const readSetting = <V>(setting: Setting<V>, from: Documents): Awaitable<V> => {
  const found = from.documents({ kind, key: setting.key })
  return found instanceof Promise
    ? found.then(([first]) => decodeSetting(setting, first))
    : decodeSetting(setting, found[0])
}

/** Creates the changes that replace the setting, even one that no longer opens. */
export const createSettingChanges = async <V>(
  setting: Setting<V>,
  value: V,
  from: Documents,
): Promise<DocumentChange[]> => {
  const writer = new TtlvWriter()
  setting.field.type.write(writer, setting.tag, value, getRecordContext(storageVersion), {})
  const content = Uint8Array.from(writer.finish())
  if (content.length > largest) throw new KmipError('InvalidField', `A setting may have at most ${largest} bytes.`)
  const { key } = setting
  const unreadable: DocumentChange[] = []
  const onUnreadable = ({ revision }: UnreadableDocument) =>
    unreadable.push({ kind: 'delete', document: { kind, key, revision } })
  const [before] = await from.documents({ kind, key, onUnreadable })
  const document = { kind, key, owner: '', revision: before?.revision ?? 0, content }
  return [...unreadable, { kind: before ? 'update' : 'create', document }]
}
