import { type AttributeList, type Item, Tag, type Version, valuesIn } from '../../../codec/index.ts'
import {
  asksFor,
  type Behaviour,
  createOperationRefusal,
  createPermissionRefusal,
  refuse,
  withPayload,
  withResponse,
} from '../behaviour.ts'
import { appendItems, changeStructures } from '../items.ts'

const longestName = 32

const hasLongName = (attributes: AttributeList = []): boolean =>
  valuesIn(attributes, 'Name').some(({ nameValue }) => nameValue.length > longestName)

/** An attribute that nobody asks for, with a Long Integer where an Interval belongs. */
const createIllTyped = (version: Version): Item => {
  const value = 3600n
  if (version.startsWith('2.')) return { tag: Tag.RotateInterval, type: 'LongInteger', value }
  return {
    tag: Tag.Attribute,
    type: 'Structure',
    value: [
      { tag: Tag.AttributeName, type: 'TextString', value: 'Lease Time' },
      { tag: Tag.AttributeValue, type: 'LongInteger', value },
    ],
  }
}

/** In the range for extensions (KMIP 1.4 §9.1.3.1). */
const vendorTag = 0x540001

/** What servers answer to searches and to questions about attributes. */
export const answerBehaviours = {
  noLocateByName: {
    does: 'Locate with a Name finds nothing.',
    known: 'possible',
    source: 'a server that keeps names only as tags of its own',
    prevents: ['recover', 'kmsKeys'],
    async answer(item, next) {
      if (!asksFor(item, 'Locate') || valuesIn(item.requestPayload.attributes ?? [], 'Name').length === 0)
        return next(item)
      return withResponse<'Locate'>(await next(item), { uniqueIdentifier: [] })
    },
  },
  locateIgnoresFilters: {
    does: 'Locate returns everything that the client owns.',
    known: 'possible',
    source: 'a server that ignores filters that it does not know',
    answer: (item, next) => next(asksFor(item, 'Locate') ? withPayload<'Locate'>(item, { attributes: [] }) : item),
  },
  locateIgnoresMaximum: {
    does: 'Locate ignores Maximum Items.',
    known: 'read',
    source: 'Cosmian KMS, `locate.rs` (commit 032efea0)',
    answer: (item, next) =>
      next(asksFor(item, 'Locate') ? withPayload<'Locate'>(item, { maximumItems: undefined }) : item),
  },
  largeAnswers: {
    does: 'Get Attributes returns every attribute, whatever was asked.',
    known: 'possible',
    source: 'a server that ignores the list of attributes',
    answer: (item, next) =>
      next(asksFor(item, 'GetAttributes') ? withPayload<'GetAttributes'>(item, { attributeReference: [] }) : item),
  },
  illTypedAttribute: {
    does: 'An attribute that nobody asked for is a Long Integer in place of an Interval (Rotate Interval; in 1.x, Lease Time).',
    known: 'seen',
    source: 'Cosmian KMS 5.26: Rotate Interval',
    rewrite: (message, version) =>
      version.startsWith('2.')
        ? changeStructures(message, Tag.Attributes, (each) => appendItems(each, createIllTyped(version)))
        : changeStructures(message, Tag.ResponsePayload, (each) =>
            each.value.some(({ tag }) => tag === Tag.Attribute) ? appendItems(each, createIllTyped(version)) : each,
          ),
  },
  unknownItem: {
    does: 'Payloads end with an item of the vendor.',
    known: 'possible',
    source: 'tags from 540000 on are for extensions (KMIP 1.4 §9.1.3.1)',
    rewrite: (message) =>
      changeStructures(message, Tag.ResponsePayload, (each) =>
        appendItems(each, { tag: vendorTag, type: 'TextString', value: 'vendor' }),
      ),
  },
  noLinks: {
    does: 'Get Attributes never returns a Link.',
    known: 'seen',
    source: 'PyKMIP 0.10 and 0.11',
    async answer(item, next) {
      const answer = await next(item)
      if (answer.operation !== 'GetAttributes' || !answer.responsePayload?.attributes) return answer
      const attributes = answer.responsePayload.attributes.filter(({ attribute }) => attribute !== 'Link')
      return withResponse<'GetAttributes'>(answer, { ...answer.responsePayload, attributes })
    },
  },
  shortNames: {
    does: `Names of more than ${longestName} characters are refused.`,
    known: 'possible',
    source: 'the standard sets no length',
    answer: async (item, next) =>
      asksFor(item, 'Create', 'Register') && hasLongName(item.requestPayload.attributes)
        ? refuse(item, 'InvalidField', `a Name has at most ${longestName} characters`)
        : next(item),
  },
  noQuery: {
    does: 'Query is refused.',
    known: 'documented',
    source: "HashiCorp Vault: a client's role lists the operations that it may call",
    answer: createOperationRefusal('Query'),
  },
  revokeRefused: {
    does: 'The client may not call Revoke.',
    known: 'documented',
    source: "HashiCorp Vault: a client's role lists the operations that it may call",
    prevents: ['retire', 'kmsKeys'],
    answer: createPermissionRefusal('Revoke'),
  },
  destroyRefused: {
    does: 'The client may not call Destroy.',
    known: 'documented',
    source: "HashiCorp Vault: a client's role lists the operations that it may call",
    lacks: ['keyWrap'],
    prevents: ['kmsKeys'],
    answer: createPermissionRefusal('Destroy'),
  },
  getAttributesRefused: {
    does: 'The client may not call Get Attributes.',
    known: 'documented',
    source: "HashiCorp Vault: a client's role lists the operations that it may call",
    prevents: ['retire', 'recover', 'kmsKeys'],
    answer: createPermissionRefusal('GetAttributes'),
  },
} as const satisfies Readonly<Record<string, Behaviour>>
