import { expect } from 'chai'
import type { AttributeInstance, UniqueIdentifier } from '../../../codec/index.ts'
import { type Check, type Context, createKey, expectFailure, getAttribute, getAttributes } from './context.ts'

const name = (nameValue: string, index?: number) =>
  ({
    attribute: 'Name',
    ...(index !== undefined && { index }),
    value: { nameValue, nameType: 'UninterpretedTextString' },
  }) as const satisfies AttributeInstance

/** A key with two names, each with its index, as PyKMIP requires. */
const createNamed = async (
  context: Context,
): Promise<{ uniqueIdentifier: UniqueIdentifier; names: [string, string] }> => {
  const names: [string, string] = [context.name(), context.name()]
  const { uniqueIdentifier } = await context.client.create({
    objectType: 'SymmetricKey',
    attributes: [
      { attribute: 'CryptographicAlgorithm', value: 'AES' },
      { attribute: 'CryptographicLength', value: 256 },
      { attribute: 'CryptographicUsageMask', value: ['Encrypt'] },
      name(names[0], 0),
      name(names[1], 1),
    ],
  })
  return { uniqueIdentifier, names }
}

const namesOf = async (context: Context, uniqueIdentifier: UniqueIdentifier): Promise<string[]> =>
  (await getAttributes(context, uniqueIdentifier, 'Name')).map(({ nameValue }) => nameValue)

/** Get Attributes, Get Attribute List, Modify, Delete and Set Attribute. */
export const attributeChecks: readonly Check[] = [
  {
    name: 'Get Attribute List',
    async run(context) {
      const uniqueIdentifier = await createKey(context, { name: context.name() })
      const { attributeReference } = await context.client.getAttributeList({ uniqueIdentifier })
      expect(attributeReference).to.have.members([
        'UniqueIdentifier',
        'Name',
        'ObjectType',
        'CryptographicAlgorithm',
        'CryptographicLength',
        'CryptographicUsageMask',
        'State',
        'InitialDate',
        ...(context.since('1.4') ? ['Sensitive'] : []),
        ...(context.since('2.0') ? [] : ['OperationPolicyName']),
      ])
    },
  },
  {
    name: 'Get Attributes without names: all of them',
    async run(context) {
      const uniqueIdentifier = await createKey(context, { name: context.name() })
      const { attributes = [] } = await context.client.getAttributes({ uniqueIdentifier })
      const { attributeReference } = await context.client.getAttributeList({ uniqueIdentifier })
      expect(attributes.map(({ attribute }) => attribute)).to.have.members(attributeReference as string[])
      expect(attributes.find(({ attribute }) => attribute === 'CryptographicLength')?.value).to.equal(256)
    },
  },
  {
    // Where none is set, PyKMIP never answers in KMIP 2.0.
    name: 'Get Attributes of what is not set',
    until: '1.4',
    async run(context) {
      const uniqueIdentifier = await createKey(context)
      expect(await getAttributes(context, uniqueIdentifier, 'ArchiveDate')).to.deep.equal([])
    },
  },
  {
    // PyKMIP requires an index for the second, which KMIP 2.0 has not.
    name: 'two names',
    until: '1.4',
    async run(context) {
      const { uniqueIdentifier, names } = await createNamed(context)
      expect(await namesOf(context, uniqueIdentifier)).to.deep.equal(names)
    },
  },
  {
    name: 'application specific information and object group',
    async run(context) {
      const value = { applicationNamespace: 'ssl', applicationData: 'www.example.com' }
      const uniqueIdentifier = await createKey(context, { applicationSpecificInformation: value, objectGroup: 'team' })
      expect(await getAttributes(context, uniqueIdentifier, 'ApplicationSpecificInformation')).to.deep.equal([value])
      expect(await getAttributes(context, uniqueIdentifier, 'ObjectGroup')).to.deep.equal(['team'])
    },
  },
  {
    name: 'Modify Attribute: one of two names',
    until: '1.4',
    async run(context) {
      const { uniqueIdentifier, names } = await createNamed(context)
      const newAttribute = name(context.name(), 1)
      const answer = await context.client.modifyAttribute({ uniqueIdentifier, newAttribute })
      expect(answer).to.deep.equal({ uniqueIdentifier, attribute: newAttribute })
      expect(await namesOf(context, uniqueIdentifier)).to.deep.equal([names[0], newAttribute.value.nameValue])
    },
  },
  {
    name: 'Modify Attribute: the name',
    since: '2.0',
    async run(context) {
      const [currentAttribute, newAttribute] = [name(context.name()), name(context.name())]
      const uniqueIdentifier = await createKey(context, { name: currentAttribute.value })
      const answer = await context.client.modifyAttribute({ uniqueIdentifier, currentAttribute, newAttribute })
      expect(answer).to.deep.equal({ uniqueIdentifier })
      expect(await namesOf(context, uniqueIdentifier)).to.deep.equal([newAttribute.value.nameValue])
    },
  },
  {
    name: 'Modify Attribute: what only the server sets',
    async run(context) {
      const uniqueIdentifier = await createKey(context)
      const newAttribute: AttributeInstance = { attribute: 'State', value: 'Active' }
      await expectFailure(context.client.modifyAttribute({ uniqueIdentifier, newAttribute }), 'PermissionDenied')
      expect(await getAttribute(context, uniqueIdentifier, 'State')).to.equal('PreActive')
    },
  },
  {
    name: 'Delete Attribute: one of two names',
    until: '1.4',
    async run(context) {
      const { uniqueIdentifier, names } = await createNamed(context)
      const which = { attributeReference: 'Name', attributeIndex: 0 } as const
      const answer = await context.client.deleteAttribute({ uniqueIdentifier, ...which })
      expect(answer).to.deep.equal({ uniqueIdentifier, attribute: name(names[0], 0) })
      expect(await namesOf(context, uniqueIdentifier)).to.deep.equal([names[1]])
    },
  },
  {
    // Not the name: PyKMIP fails there in KMIP 2.0.
    name: 'Delete Attribute: the object group',
    since: '2.0',
    async run(context) {
      const uniqueIdentifier = await createKey(context, { objectGroup: 'team' })
      const currentAttribute: AttributeInstance = { attribute: 'ObjectGroup', value: 'team' }
      expect(await context.client.deleteAttribute({ uniqueIdentifier, currentAttribute })).to.deep.equal({
        uniqueIdentifier,
      })
      const { attributeReference } = await context.client.getAttributeList({ uniqueIdentifier })
      expect(attributeReference).not.to.include('ObjectGroup')
    },
  },
  {
    name: 'Delete Attribute: an index that is not there',
    until: '1.4',
    async run(context) {
      const uniqueIdentifier = await createKey(context, { name: context.name() })
      const call = context.client.deleteAttribute({ uniqueIdentifier, attributeReference: 'Name', attributeIndex: 7 })
      await expectFailure(call, 'ItemNotFound')
    },
  },
  {
    name: 'Set Attribute',
    since: '2.0',
    async run(context) {
      const uniqueIdentifier = await createKey(context)
      const newAttribute: AttributeInstance = { attribute: 'Sensitive', value: true }
      expect(await context.client.setAttribute({ uniqueIdentifier, newAttribute })).to.deep.equal({ uniqueIdentifier })
      expect(await getAttribute(context, uniqueIdentifier, 'Sensitive')).to.equal(true)
    },
  },
  {
    name: 'Set Attribute: one that repeats',
    since: '2.0',
    async run(context) {
      const uniqueIdentifier = await createKey(context)
      const call = context.client.setAttribute({ uniqueIdentifier, newAttribute: name(context.name()) })
      await expectFailure(call, 'MultiValuedAttribute')
    },
  },
]
