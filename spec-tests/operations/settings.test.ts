import { expect } from 'chai'
import { type AttributesByKey, attributeList, type Version } from '../../codec/index.ts'
import { type LocalServer, openLocalServer, outcomeOf } from '../support/local-server.ts'

const admin = { principal: { id: 'CN=admin' }, version: '2.1' } as const
const how = { version: '2.1' } as const

const objectDefaults = (attributes: AttributesByKey, objectType = 'SymmetricKey', groups?: readonly string[]) => ({
  objectTypes: { objectType: [objectType] },
  attributes: attributeList(attributes),
  ...(groups && { objectGroups: { objectGroup: groups } }),
})
const constraint = (attributes: AttributesByKey, types?: readonly string[], groups?: readonly string[]) => ({
  ...(types && { objectTypes: { objectType: types } }),
  ...(groups && { objectGroups: { objectGroup: groups } }),
  attributes: attributeList(attributes),
})

/** KMIP 2.1 §6.1.22, §6.1.52, §6.1.53, §7.6, §7.22; docs/administration.md. */
describe('defaults and constraints', () => {
  let local: LocalServer
  beforeEach(async () => {
    local = await openLocalServer({ administrators: ['CN=admin'] })
  })
  afterEach(async () => {
    await local.close()
    expect(local.faults).to.deep.equal([])
  })

  const setDefaults = (...defaults: readonly object[]) =>
    local.one('SetDefaults', { defaultsInformation: { objectDefaults: defaults } }, admin)
  const setConstraints = (...constraints: readonly object[]) =>
    local.one('SetConstraints', { constraints: { constraint: constraints } }, admin)
  const make = (attributes: AttributesByKey = {}, version: Version = '2.1') =>
    local.one('Create', { objectType: 'SymmetricKey', attributes: attributeList(attributes) }, { version })
  const createKey = async (attributes?: AttributesByKey, version?: Version) => {
    const item = await make(attributes, version)
    expect(outcomeOf(item)).to.equal('Success')
    return (item.responsePayload as { uniqueIdentifier: string }).uniqueIdentifier
  }
  const values = (uniqueIdentifier: string, attribute: string) => local.attribute(uniqueIdentifier, attribute, how)

  it('are for administrators to set, and for everybody to see', async () => {
    for (const id of ['CN=alice', 'CN=admin;user:fred', 'cn=admin', ''])
      for (const [operation, payload] of [
        ['SetDefaults', {}],
        ['SetConstraints', { constraints: {} }],
      ] as const)
        expect(outcomeOf(await local.one(operation, payload, { ...how, principal: { id } })), id).to.equal(
          'PermissionDenied',
        )
    const defaults = [objectDefaults({ cryptographicLength: 256 })]
    const constraints = [constraint({ cryptographicLength: 256 }, ['SymmetricKey'])]
    expect([await setDefaults(...defaults), await setConstraints(...constraints)].map(outcomeOf)).to.deep.equal([
      'Success',
      'Success',
    ])
    await local.restart()
    const queried = await local.payload('Query', { queryFunction: ['QueryDefaultsInformation'] }, how)
    expect(queried.defaultsInformation).to.deep.equal({ objectDefaults: defaults })
    expect(await local.payload('GetConstraints', {}, how)).to.deep.equal({ constraints: { constraint: constraints } })
  })

  it('no client is an administrator by default', async () => {
    await local.close()
    local = await openLocalServer()
    expect(outcomeOf(await setDefaults())).to.equal('PermissionDenied')
  })

  it('defaults fill what the client leaves out, and go when they are removed', async () => {
    const incomplete = { cryptographicUsageMask: ['Encrypt'] } as const
    expect(outcomeOf(await make(incomplete))).to.equal('InvalidField')
    await setDefaults(
      objectDefaults({ cryptographicAlgorithm: 'AES', cryptographicLength: 128, contactInformation: 'ops' }),
      objectDefaults({ cryptographicLength: 256 }),
      objectDefaults({ contactInformation: 'bank' }, 'SymmetricKey', ['bank']),
      objectDefaults({ contactInformation: 'secret' }, 'SecretData'),
    )
    const key = await createKey(incomplete)
    expect(await values(key, 'CryptographicLength')).to.deep.equal([256])
    expect(await values(key, 'ContactInformation')).to.deep.equal(['ops'])
    const bank = await createKey({ ...incomplete, objectGroup: ['shop', 'bank'], cryptographicLength: 192 })
    expect(await values(bank, 'ContactInformation')).to.deep.equal(['bank'])
    expect(await values(bank, 'CryptographicLength')).to.deep.equal([192])
    expect(outcomeOf(await local.one('SetDefaults', {}, admin))).to.equal('Success')
    expect(outcomeOf(await make(incomplete))).to.equal('InvalidField')
  })

  it('defaults hold for key pairs, registered and derived objects, and for older versions as far as they have them', async () => {
    await setDefaults(
      objectDefaults(
        { cryptographicAlgorithm: 'RSA', cryptographicLength: 2048, cryptographicUsageMask: ['Sign'] },
        'PrivateKey',
      ),
      objectDefaults({ cryptographicUsageMask: ['Verify'], comment: 'public' }, 'PublicKey'),
      objectDefaults({
        cryptographicAlgorithm: 'AES',
        cryptographicLength: 256,
        protectionPeriod: 9,
        contactInformation: 'ops',
      }),
    )
    const pair = await local.payload('CreateKeyPair', {}, how)
    expect(await values(String(pair.publicKeyUniqueIdentifier), 'Comment')).to.deep.equal(['public'])
    expect(await values(String(pair.privateKeyUniqueIdentifier), 'CryptographicUsageMask')).to.deep.equal([['Sign']])
    const keyBlock = {
      keyFormatType: 'Raw',
      keyValue: { keyMaterial: Buffer.alloc(16, 7) },
      cryptographicAlgorithm: 'AES',
      cryptographicLength: 128,
    }
    const attributes = attributeList({ cryptographicUsageMask: ['Encrypt'] })
    const registering = { objectType: 'SymmetricKey', object: { symmetricKey: { keyBlock } }, attributes }
    const registered = String((await local.payload('Register', registering, how)).uniqueIdentifier)
    expect(await values(registered, 'CryptographicLength')).to.deep.equal([128])
    expect(await values(registered, 'ProtectionPeriod')).to.deep.equal([9])
    const base = await createKey({ cryptographicUsageMask: ['DeriveKey'], activationDate: new Date(0) })
    const deriving = {
      objectType: 'SymmetricKey',
      uniqueIdentifier: [base],
      derivationMethod: 'HASH',
      derivationParameters: { cryptographicParameters: { hashingAlgorithm: 'SHA_256' } },
      attributes,
    }
    const derived = String((await local.payload('DeriveKey', deriving, how)).uniqueIdentifier)
    expect(await values(derived, 'CryptographicLength')).to.deep.equal([256])
    expect(await values(derived, 'ContactInformation')).to.deep.equal(['ops'])
    const old = await createKey({ cryptographicUsageMask: ['Encrypt'] }, '1.0')
    expect(await values(old, 'ProtectionPeriod')).to.deep.equal([])
    expect(await values(old, 'ContactInformation')).to.deep.equal(['ops'])
  })

  it('defaults that could not be applied are refused, and what was set stays', async () => {
    await setDefaults(objectDefaults({ cryptographicLength: 128 }))
    for (const [bad, reason] of [
      [{ attributes: attributeList({ cryptographicLength: 1 }) }, 'InvalidField'],
      [objectDefaults({ cryptographicLength: 1 }, 'SplitKey2'), 'InvalidObjectType'],
      [objectDefaults({}), 'InvalidField'],
      [objectDefaults({ name: 'same' }), 'InvalidField'],
      [objectDefaults({ leaseTime: 5 }), 'ReadOnlyAttribute'],
    ] as const)
      expect(outcomeOf(await setDefaults(bad))).to.equal(reason)
    const { defaultsInformation } = await local.payload('Query', { queryFunction: ['QueryDefaultsInformation'] }, how)
    expect((defaultsInformation as { objectDefaults: object[] }).objectDefaults).to.have.length(1)
  })

  it('constraints hold whatever makes the object, with one of the values given', async () => {
    await setConstraints(
      constraint({ cryptographicAlgorithm: 'AES', cryptographicLength: [256, 192] }, ['SymmetricKey']),
      constraint({ cryptographicUsageMask: ['Encrypt', 'Decrypt'] }, ['SymmetricKey']),
      constraint({ sensitive: true }, undefined, ['vault']),
    )
    const good = {
      cryptographicAlgorithm: 'AES',
      cryptographicLength: 256,
      cryptographicUsageMask: ['Encrypt'],
    } as const
    const key = await createKey(good)
    await createKey({ ...good, cryptographicLength: 192 })
    for (const bad of [
      { ...good, cryptographicLength: 128 },
      { ...good, cryptographicAlgorithm: 'DES3', cryptographicLength: 192 },
      { ...good, cryptographicUsageMask: ['Encrypt', 'WrapKey'] },
      { ...good, objectGroup: 'vault' },
    ] as const) {
      expect(outcomeOf(await make(bad))).to.equal('ConstraintViolation')
      expect(outcomeOf(await make(bad, '1.4'))).to.equal('PermissionDenied')
    }
    await createKey({ ...good, objectGroup: 'vault', sensitive: true })
    const keyBlock = {
      keyFormatType: 'Raw',
      keyValue: { keyMaterial: Buffer.alloc(16, 7) },
      cryptographicAlgorithm: 'AES',
      cryptographicLength: 128,
    }
    const attributes = attributeList({ cryptographicUsageMask: ['Encrypt'] })
    const registering = { objectType: 'SymmetricKey', object: { symmetricKey: { keyBlock } }, attributes }
    expect(outcomeOf(await local.one('Register', registering, how))).to.equal('ConstraintViolation')
    const reKeyed = { uniqueIdentifier: key, attributes: attributeList({ cryptographicUsageMask: ['WrapKey'] }) }
    expect(outcomeOf(await local.one('ReKey', reKeyed, how))).to.equal('ConstraintViolation')
    const batch = await local.batch(
      [
        { operation: 'Create', requestPayload: { objectType: 'SymmetricKey', attributes: attributeList(good) } },
        { operation: 'Register', requestPayload: registering },
      ],
      { ...how, batchErrorContinuationOption: 'Undo' },
    )
    expect(batch.map(outcomeOf)).to.deep.equal(['OperationUndone', 'ConstraintViolation'])
  })

  it('constraints cannot be evaded by a change afterwards, and leave alone what was there before', async () => {
    const good = {
      cryptographicAlgorithm: 'AES',
      cryptographicLength: 256,
      cryptographicUsageMask: ['Encrypt'],
    } as const
    const [before, inside] = [
      await createKey({ ...good, contactInformation: 'anyone' }),
      await createKey({ ...good, contactInformation: 'ops' }),
    ]
    await setConstraints(constraint({ contactInformation: 'ops' }))
    const change = async (uniqueIdentifier: string, value: string) =>
      outcomeOf(
        await local.one(
          'SetAttribute',
          { uniqueIdentifier, newAttribute: { attribute: 'ContactInformation', value } },
          how,
        ),
      )
    expect(await change(inside, 'me')).to.equal('ConstraintViolation')
    expect(await change(inside, 'ops')).to.equal('Success')
    const gone = { uniqueIdentifier: inside, attributeReference: 'ContactInformation' }
    expect(outcomeOf(await local.one('DeleteAttribute', gone, how))).to.equal('ConstraintViolation')
    expect(await change(before, 'whoever')).to.equal('Success')
    expect(outcomeOf(await local.one('Get', { uniqueIdentifier: before }))).to.equal('Success')
    expect(await change(before, 'ops')).to.equal('Success')
    expect(await change(before, 'me')).to.equal('ConstraintViolation')
    expect(outcomeOf(await local.one('SetConstraints', { constraints: {} }, admin))).to.equal('Success')
    expect(await change(before, 'me')).to.equal('Success')
  })

  it('constraints that say nothing are refused', async () => {
    expect(outcomeOf(await setConstraints({ objectTypes: { objectType: ['SymmetricKey'] } }))).to.equal('InvalidField')
    expect(outcomeOf(await setConstraints(constraint({ sensitive: true }, ['SplitKey2'])))).to.equal(
      'InvalidObjectType',
    )
  })

  it('several in one batch that may be undone see each other', async () => {
    const setting = (cryptographicLength: number) => ({
      operation: 'SetConstraints' as const,
      requestPayload: { constraints: { constraint: [constraint({ cryptographicLength })] } },
    })
    const items = [setting(128), setting(256), { operation: 'GetConstraints' as const, requestPayload: {} }]
    const answers = await local.batch(items, { ...admin, batchErrorContinuationOption: 'Undo' })
    expect(answers.map(outcomeOf)).to.deep.equal(['Success', 'Success', 'Success'])
    expect(answers[2]?.responsePayload).to.deep.equal(setting(256).requestPayload)
    expect(await local.payload('GetConstraints', {}, how)).to.deep.equal(setting(256).requestPayload)
  })

  it('ten administrators at once: one after the other', async () => {
    const all = await Promise.all(
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => setDefaults(objectDefaults({ cryptographicLength: n * 8 }))),
    )
    expect(all.map(outcomeOf)).to.deep.equal(all.map(() => 'Success'))
  })
})
