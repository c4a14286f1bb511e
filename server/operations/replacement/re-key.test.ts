import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { attributeList, type ReKeyRequest } from '../../../codec/index.ts'
import { createObject } from '../../attributes/create-object.ts'
import type { AnyHandler } from '../../handler/handler.ts'
import type { Scope } from '../../handler/scope.ts'
import { getAttribute } from '../../lifecycle/object-attributes.ts'
import type { Change, StoredObject } from '../../store/store.ts'
import { reKey } from './re-key.ts'

const now = new Date('2026-03-01T12:00:00Z')
const scope = { version: '2.0', now, random: randomBytes, principal: { id: 'CN=a' } } as unknown as Scope

const key = (): StoredObject =>
  createObject(
    {
      symmetricKey: {
        keyBlock: {
          keyFormatType: 'Raw',
          keyValue: { keyMaterial: randomBytes(16) },
          cryptographicAlgorithm: 'AES',
          cryptographicLength: 128,
        },
      },
    },
    attributeList({ name: 'k' }),
    'created',
    scope,
  )

const replacement = async (request: ReKeyRequest): Promise<StoredObject> => {
  const { changes = [] } = await (reKey as AnyHandler).run(request as never, scope, key())
  const made = changes.find((change): change is Extract<Change, { kind: 'create' }> => change.kind === 'create')
  if (!made) throw new Error('nothing was made')
  return made.object
}

describe('Re-key', () => {
  const activationDate = new Date('2033-05-18T03:33:20Z')
  const attributes = attributeList({ activationDate })

  it('gives the new key the attributes of the request', async () => {
    expect(getAttribute(await replacement({ attributes }), 'ActivationDate')).to.deep.equal(activationDate)
  })

  it('takes them from a Template-Attribute where a client has it in KMIP 2.0 (PyKMIP)', async () => {
    const made = await replacement({ templateAttribute: attributes })
    expect(getAttribute(made, 'ActivationDate')).to.deep.equal(activationDate)
    expect(getAttribute(made, 'Name')?.nameValue).to.equal('k')
  })
})
