import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { type Client, connect } from '../../../client/index.ts'
import type { KeyBlock } from '../../../codec/index.ts'
import { createKey, expectFailure } from '../our-client/context.ts'
import type { Tally } from '../tally.ts'
import type { CosmianServer } from './cosmian-server.ts'

const gcm = { cryptographicAlgorithm: 'AES', blockCipherMode: 'GCM', tagLength: 16 } as const
const cessation = { revocationReason: { revocationReasonCode: 'CessationOfOperation' } } as const

const toWrapping = (uniqueIdentifier: string) =>
  ({
    wrappingMethod: 'Encrypt',
    encryptionKeyInformation: { uniqueIdentifier, cryptographicParameters: { blockCipherMode: 'NISTKeyWrap' } },
    encodingOption: 'NoEncoding',
  }) as const

const raw = { keyFormatType: 'Raw', cryptographicAlgorithm: 'AES', cryptographicLength: 256 } as const

const register = async (client: Client, keyBlock: KeyBlock): Promise<string> => {
  const { uniqueIdentifier } = await client.register({
    objectType: 'SymmetricKey',
    attributes: { cryptographicUsageMask: ['Encrypt', 'Decrypt'] },
    object: { symmetricKey: { keyBlock } },
  })
  return String(uniqueIdentifier)
}

/** What each check works with, over one version. */
const createTools = (client: Client) => {
  const readState = async (uniqueIdentifier: string) => {
    const { attributes } = await client.getAttributes({ uniqueIdentifier, attributeReference: ['State'] })
    return attributes?.find(({ attribute }) => attribute === 'State')?.value
  }
  const createActive = async (more: Parameters<typeof createKey>[1] = {}): Promise<string> => {
    const uniqueIdentifier = String(await createKey({ client }, more))
    await client.activate({ uniqueIdentifier })
    return uniqueIdentifier
  }
  const encrypt = async (uniqueIdentifier: string) => {
    const ivCounterNonce = randomBytes(12)
    const sealed = await client.encrypt({
      uniqueIdentifier,
      cryptographicParameters: gcm,
      data: Buffer.from('text'),
      ivCounterNonce,
    })
    return { ...sealed, ivCounterNonce }
  }
  const decrypt = async ({
    uniqueIdentifier,
    data,
    ivCounterNonce,
    authenticatedEncryptionTag,
  }: Awaited<ReturnType<typeof encrypt>>) => {
    if (!(data instanceof Uint8Array)) throw new Error('no data')
    const opened = await client.decrypt({
      ...{ uniqueIdentifier, cryptographicParameters: gcm, data, ivCounterNonce, authenticatedEncryptionTag },
    })
    return Buffer.from(opened.data as Uint8Array).toString()
  }
  const locate = async (name: string) => (await client.locate({ attributes: { name } })).uniqueIdentifier ?? []
  return { client, readState, createActive, encrypt, decrypt, locate }
}

/** The rows about Cosmian's server in docs/compatibility.md. A newer version that answers otherwise fails here. */
const behaviours: Readonly<Record<string, (tools: ReturnType<typeof createTools>) => Promise<unknown>>> = {
  async 'a created key is Pre-Active, is returned, and does not encrypt'({ client, readState, encrypt }) {
    const uniqueIdentifier = String(await createKey({ client }))
    expect(await readState(uniqueIdentifier)).to.equal('PreActive')
    expect((await client.get({ uniqueIdentifier })).objectType).to.equal('SymmetricKey')
    await expectFailure(encrypt(uniqueIdentifier), 'PermissionDenied')
    await expectFailure(client.reKey({ uniqueIdentifier }), 'OperationNotSupported')
  },
  async 'Activate of an Active key fails'({ client, createActive }) {
    await expectFailure(client.activate({ uniqueIdentifier: await createActive() }), 'WrongKeyLifecycleState')
  },
  async 'a Deactivated key decrypts; it is not returned, does not encrypt and stays Deactivated'(tools) {
    const { client, createActive, encrypt, decrypt } = tools
    const uniqueIdentifier = await createActive()
    const sealed = await encrypt(uniqueIdentifier)
    await client.revoke({ uniqueIdentifier, ...cessation })
    expect(await decrypt(sealed)).to.equal('text')
    await expectFailure(client.get({ uniqueIdentifier }), 'WrongKeyLifecycleState')
    await expectFailure(encrypt(uniqueIdentifier), 'PermissionDenied')
    await expectFailure(client.activate({ uniqueIdentifier }), 'WrongKeyLifecycleState')
  },
  async 'a Deactivated key does not wrap'({ client, createActive }) {
    const kek = await createActive({ cryptographicUsageMask: ['WrapKey', 'UnwrapKey'] })
    const uniqueIdentifier = await register(client, { ...raw, keyValue: { keyMaterial: randomBytes(32) } })
    const fetchWrapped = () => client.get({ uniqueIdentifier, keyWrappingSpecification: toWrapping(kek) })
    expect((await fetchWrapped()).object.symmetricKey?.keyBlock.keyValue).to.be.instanceOf(Uint8Array)
    await client.revoke({ uniqueIdentifier: kek, ...cessation })
    await expectFailure(fetchWrapped(), 'OperationNotSupported')
  },
  async 'Re-key deactivates the old key and moves the Name'({ client, createActive, encrypt, ...tools }) {
    const name = `re-keyed ${randomBytes(4).toString('hex')}`
    const uniqueIdentifier = await createActive({ name })
    const sealed = await encrypt(uniqueIdentifier)
    const next = String((await client.reKey({ uniqueIdentifier })).uniqueIdentifier)
    expect(await tools.readState(uniqueIdentifier)).to.equal('Deactivated')
    expect(await tools.readState(next)).to.equal('Active')
    expect(await tools.locate(name)).to.deep.equal([next])
    expect(await tools.decrypt(sealed)).to.equal('text')
    await expectFailure(client.get({ uniqueIdentifier }), 'WrongKeyLifecycleState')
  },
  async 'Re-key of a key that has been replaced makes another'({ client, createActive }) {
    const uniqueIdentifier = await createActive()
    const first = await client.reKey({ uniqueIdentifier })
    expect((await client.reKey({ uniqueIdentifier })).uniqueIdentifier).not.to.equal(first.uniqueIdentifier)
  },
  async 'a Name may be given twice'({ client, locate }) {
    const name = `twice ${randomBytes(4).toString('hex')}`
    const both = [await createKey({ client }, { name }), await createKey({ client }, { name })]
    expect(await locate(name)).to.have.members(both)
  },
  async 'Destroy refuses an Active key; a destroyed one keeps attributes and is not located'(tools) {
    const { client, createActive, readState, locate } = tools
    const name = `destroyed ${randomBytes(4).toString('hex')}`
    const uniqueIdentifier = await createActive({ name })
    await expectFailure(client.destroy({ uniqueIdentifier }), 'WrongKeyLifecycleState')
    await client.revoke({ uniqueIdentifier, ...cessation })
    expect(await locate(name)).to.deep.equal([uniqueIdentifier])
    await client.destroy({ uniqueIdentifier })
    expect(await readState(uniqueIdentifier)).to.equal('Destroyed')
    expect(await locate(name)).to.deep.equal([])
    await expectFailure(client.get({ uniqueIdentifier }), 'ObjectDestroyed')
  },
  async 'an absent identifier is Object Not Found'({ client }) {
    await expectFailure(client.get({ uniqueIdentifier: 'absent' }), 'ObjectNotFound')
  },
}

export const runBehaviourChecks = async (server: CosmianServer, tally: Tally): Promise<void> => {
  const [owner, stranger] = [await server.client('owner'), await server.client('stranger')]
  const options = { host: 'localhost', port: server.port, ca: server.ca }
  for (const version of ['2.1', '1.4'] as const) {
    await using client = await connect({ ...options, ...owner, version })
    const tools = createTools(client)
    for (const [name, run] of Object.entries(behaviours))
      await tally.check(`Cosmian's server ${version}: ${name}`, () => run(tools))
    await tally.check(`Cosmian's server ${version}: another client's key is Object Not Found`, async () => {
      await using other = await connect({ ...options, ...stranger, version })
      await expectFailure(other.get({ uniqueIdentifier: await createKey({ client }) }), 'ObjectNotFound')
    })
  }
  await tally.check("Cosmian's server: the newest version is spoken", async () => {
    await using client = await connect({ ...options, ...owner })
    expect(client.version).to.equal('2.1')
    const { serverInformation } = await client.query({ queryFunction: ['QueryServerInformation'] })
    expect(serverInformation).to.deep.equal({ serverName: 'Cosmian KMS', serverVersion: server.version })
  })
}
