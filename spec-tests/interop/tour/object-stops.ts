import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { toKeyObject } from '../../../client/index.ts'
import { type AttributeInstance, type ManagedObject, valueIn } from '../../../codec/index.ts'
import { createActiveKey, createKey, createKeyPair, type TourContext } from './context.ts'

const createRawKey = (): { keyMaterial: Uint8Array; object: ManagedObject } => {
  const keyMaterial = Uint8Array.from(randomBytes(32))
  const keyBlock = {
    keyFormatType: 'Raw',
    keyValue: { keyMaterial },
    cryptographicAlgorithm: 'AES',
    cryptographicLength: 256,
  } as const
  return { keyMaterial, object: { symmetricKey: { keyBlock } } }
}

const cessation = { revocationReason: { revocationReasonCode: 'CessationOfOperation' } } as const

const group = (value: string): AttributeInstance => ({ attribute: 'ObjectGroup', value })

/** Objects: their life, their attributes, and what is made of them. */
export const objectStops = {
  async Create(context: TourContext) {
    await createKey(context)
  },
  async CreateKeyPair(context: TourContext) {
    const { privateKey, publicKey } = await createKeyPair(context)
    expect(privateKey).not.to.equal(publicKey)
  },
  async Register({ client, keep, name }: TourContext) {
    const { keyMaterial, object } = createRawKey()
    const attributes = { name: name(), cryptographicUsageMask: ['Encrypt', 'Decrypt'] } as const
    const uniqueIdentifier = keep(
      (await client.register({ objectType: 'SymmetricKey', object, attributes })).uniqueIdentifier,
    )
    const got = toKeyObject(await client.get({ uniqueIdentifier }))
    expect(Buffer.compare(got.export(), keyMaterial)).to.equal(0)
  },
  async Import(context: TourContext) {
    const { client, keep, name } = context
    const { object } = createRawKey()
    const attributes = [
      { attribute: 'Name', value: { nameValue: name(), nameType: 'UninterpretedTextString' } },
      { attribute: 'CryptographicUsageMask', value: ['Encrypt', 'Decrypt'] },
    ] as const
    const uniqueIdentifier = randomUUID()
    // KMIP 1.4 reads the type from the object.
    const objectType = context.version.startsWith('2') ? ({ objectType: 'SymmetricKey' } as const) : {}
    const imported = await client.import({ uniqueIdentifier, ...objectType, attributes, object })
    expect(keep(imported.uniqueIdentifier)).to.equal(uniqueIdentifier)
  },
  async Get(context: TourContext) {
    const uniqueIdentifier = await createKey(context)
    const answer = await context.client.get({ uniqueIdentifier })
    expect(answer.uniqueIdentifier).to.equal(uniqueIdentifier)
    expect(toKeyObject(answer).symmetricKeySize).to.equal(32)
  },
  async Export(context: TourContext) {
    const uniqueIdentifier = await createKey(context)
    expect(toKeyObject(await context.client.export({ uniqueIdentifier })).symmetricKeySize).to.equal(32)
  },
  async Locate(context: TourContext) {
    const { client, name } = context
    const own = name()
    const uniqueIdentifier = await createKey(context, undefined, { name: own })
    const found = await client.locate({ attributes: { name: own }, maximumItems: 2 })
    expect(found.uniqueIdentifier).to.deep.equal([uniqueIdentifier])
    const none = await client.locate({ attributes: { name: name() } })
    expect(none.uniqueIdentifier ?? []).to.deep.equal([])
    await createKey(context)
    const some = await client.locate({ attributes: { objectType: 'SymmetricKey' }, maximumItems: 1 })
    expect(some.uniqueIdentifier).not.to.deep.equal([])
  },
  async GetAttributes(context: TourContext) {
    const uniqueIdentifier = await createKey(context)
    const attributeReference = ['State', 'CryptographicLength']
    const asked = await context.client.getAttributes({ uniqueIdentifier, attributeReference })
    expect(valueIn(asked.attributes ?? [], 'CryptographicLength')).to.equal(256)
    const all = await context.client.getAttributes({ uniqueIdentifier })
    expect(valueIn(all.attributes ?? [], 'CryptographicLength')).to.equal(256)
  },
  async GetAttributeList(context: TourContext) {
    const uniqueIdentifier = await createKey(context)
    const { attributeReference } = await context.client.getAttributeList({ uniqueIdentifier })
    expect(attributeReference).to.include('CryptographicLength')
  },
  async AddAttribute(context: TourContext) {
    const uniqueIdentifier = await createKey(context)
    await context.client.addAttribute({ uniqueIdentifier, newAttribute: group('tour') })
  },
  async ModifyAttribute(context: TourContext) {
    const uniqueIdentifier = await createKey(context, undefined, { objectGroup: 'tour' })
    const by2 = context.version.startsWith('2') ? { currentAttribute: group('tour') } : {}
    await context.client.modifyAttribute({ uniqueIdentifier, ...by2, newAttribute: group('another tour') })
  },
  async DeleteAttribute(context: TourContext) {
    const uniqueIdentifier = await createKey(context, undefined, { objectGroup: 'tour' })
    const which = context.version.startsWith('2')
      ? { currentAttribute: group('tour') }
      : { attributeReference: 'ObjectGroup', attributeIndex: 0 }
    await context.client.deleteAttribute({ uniqueIdentifier, ...which })
  },
  async SetAttribute(context: TourContext) {
    const uniqueIdentifier = await createKey(context)
    await context.client.setAttribute({ uniqueIdentifier, newAttribute: { attribute: 'Comment', value: 'a tour' } })
  },
  async AdjustAttribute(context: TourContext) {
    const uniqueIdentifier = await createKey(context)
    const which = { uniqueIdentifier, attributeReference: 'ProtectionPeriod' }
    await context.client.adjustAttribute({ ...which, adjustmentType: 'Increment', adjustmentValue: 42n })
  },
  async Check(context: TourContext) {
    const uniqueIdentifier = await createActiveKey(context)
    await context.client.check({ uniqueIdentifier, cryptographicUsageMask: ['Encrypt'] })
  },
  async Activate(context: TourContext) {
    const uniqueIdentifier = await createActiveKey(context)
    const { attributes } = await context.client.getAttributes({ uniqueIdentifier, attributeReference: ['State'] })
    expect(valueIn(attributes ?? [], 'State')).to.equal('Active')
  },
  async Revoke(context: TourContext) {
    const uniqueIdentifier = await createActiveKey(context)
    await context.client.revoke({ uniqueIdentifier, ...cessation })
    const { attributes } = await context.client.getAttributes({ uniqueIdentifier, attributeReference: ['State'] })
    expect(valueIn(attributes ?? [], 'State')).to.equal('Deactivated')
  },
  async Destroy(context: TourContext) {
    const uniqueIdentifier = await createKey(context)
    expect((await context.client.destroy({ uniqueIdentifier })).uniqueIdentifier).to.equal(uniqueIdentifier)
  },
  async Archive(context: TourContext) {
    const uniqueIdentifier = await createKey(context)
    await context.client.archive({ uniqueIdentifier })
    await context.client.recover({ uniqueIdentifier })
  },
  async Recover(context: TourContext) {
    const uniqueIdentifier = await createKey(context)
    await context.client.archive({ uniqueIdentifier })
    await context.client.recover({ uniqueIdentifier })
  },
  async ReKey(context: TourContext) {
    const uniqueIdentifier = await createActiveKey(context)
    const replaced = context.keep((await context.client.reKey({ uniqueIdentifier })).uniqueIdentifier)
    expect(replaced).not.to.equal(uniqueIdentifier)
    await context.client.getAttributes({ uniqueIdentifier: replaced })
    await context.client.getAttributes({ uniqueIdentifier })
  },
  async ReKeyKeyPair(context: TourContext) {
    const { client, keep } = context
    const { privateKey, publicKey } = await createKeyPair(context)
    await client.activate({ uniqueIdentifier: privateKey })
    await client.activate({ uniqueIdentifier: publicKey })
    const replaced = await client.reKeyKeyPair({ privateKeyUniqueIdentifier: privateKey })
    keep(replaced.publicKeyUniqueIdentifier)
    expect(keep(replaced.privateKeyUniqueIdentifier)).not.to.equal(privateKey)
  },
  async CreateSplitKey({ client, keep }: TourContext) {
    const split = await client.createSplitKey({
      objectType: 'SplitKey',
      ...({ splitKeyParts: 3, splitKeyThreshold: 3, splitKeyMethod: 'XOR' } as const),
      attributes: {
        cryptographicAlgorithm: 'AES',
        cryptographicLength: 256,
        cryptographicUsageMask: ['Encrypt', 'Decrypt'],
      },
    })
    for (const part of split.uniqueIdentifier) keep(part)
    expect(split.uniqueIdentifier).to.have.lengthOf(3)
  },
  async JoinSplitKey(context: TourContext) {
    const { client, keep, name } = context
    const key = await createKey(context)
    const method = { splitKeyParts: 2, splitKeyThreshold: 2, splitKeyMethod: 'XOR' } as const
    const { uniqueIdentifier } = await client.createSplitKey({
      objectType: 'SplitKey',
      uniqueIdentifier: key,
      ...method,
    })
    for (const part of uniqueIdentifier) keep(part)
    const attributes = { name: name(), cryptographicUsageMask: ['Encrypt', 'Decrypt'] } as const
    const joined = await client.joinSplitKey({ objectType: 'SymmetricKey', uniqueIdentifier, attributes })
    const [own, whole] = [
      await client.get({ uniqueIdentifier: key }),
      await client.get({ uniqueIdentifier: keep(joined.uniqueIdentifier) }),
    ]
    expect(toKeyObject(own).equals(toKeyObject(whole))).to.equal(true)
  },
  async Certify(context: TourContext) {
    await certify(context)
  },
  async ReCertify(context: TourContext) {
    const uniqueIdentifier = await certify(context)
    context.keep((await context.client.reCertify({ uniqueIdentifier })).uniqueIdentifier)
  },
  async Validate(context: TourContext) {
    const uniqueIdentifier = await certify(context)
    const { validityIndicator } = await context.client.validate({ uniqueIdentifier: [uniqueIdentifier] })
    expect(validityIndicator).to.be.oneOf(['Valid', 'Invalid', 'Unknown'])
  },
}

/** A certificate of a new public key. */
const certify = async (context: TourContext) => {
  const { client, keep } = context
  const { publicKey: uniqueIdentifier } = await createKeyPair(context)
  await client.activate({ uniqueIdentifier })
  const subject = context.version.startsWith('2')
    ? { certificateSubjectCN: 'tour' }
    : { certificateSubject: { certificateSubjectDistinguishedName: 'CN=tour' } }
  const certified = await client.certify({ uniqueIdentifier, attributes: { certificateType: 'X_509', ...subject } })
  return keep(certified.uniqueIdentifier)
}
