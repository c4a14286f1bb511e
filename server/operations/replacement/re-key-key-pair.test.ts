import { createPublicKey } from 'node:crypto'
import { expect } from 'chai'
import { attributeList, type LinkType, type ManagedObject } from '../../../codec/index.ts'
import { toKeyObject } from '../../../codec/key/index.ts'
import { type Conversation, openConversation } from '../../testing/conversation.ts'

const now = new Date('2026-03-01T12:00:00Z')
const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1000)

describe('Re-key Key Pair', () => {
  let talk: Conversation
  before(async () => {
    talk = await openConversation({ now: () => now })
  })
  after(() => talk.close())

  const pair = async (common: Parameters<typeof attributeList>[0]) => {
    const made = await talk.ask('CreateKeyPair', {
      commonAttributes: attributeList({ cryptographicAlgorithm: 'EC', ...common }),
      privateKeyAttributes: attributeList({ name: 'private', cryptographicUsageMask: ['Sign'] }),
      publicKeyAttributes: attributeList({ name: 'public', cryptographicUsageMask: ['Verify'] }),
    })
    return { private: made.privateKeyUniqueIdentifier, public: made.publicKeyUniqueIdentifier }
  }
  const links = async (id: unknown) =>
    Object.fromEntries(
      (await talk.values(id, 'Link')).map((each) => [each.linkType, each.linkedObjectIdentifier]),
    ) as Record<LinkType, unknown>
  const names = async (id: unknown) => (await talk.values(id, 'Name')).map((each) => each.nameValue)
  const key = async (uniqueIdentifier: unknown) =>
    toKeyObject(
      (await talk.ask('Get', { uniqueIdentifier: uniqueIdentifier as string })).object as ManagedObject as never,
    )
  const free = async (...ids: unknown[]) => {
    for (const uniqueIdentifier of ids)
      await talk.ask('Revoke', {
        uniqueIdentifier: uniqueIdentifier as string,
        revocationReason: { revocationReasonCode: 'KeyCompromise' },
      })
    for (const uniqueIdentifier of ids) await talk.ask('Destroy', { uniqueIdentifier: uniqueIdentifier as string })
  }

  it('makes another pair of the same kind, links all four, moves the names (tables 176, 177)', async () => {
    const limits = { usageLimitsTotal: 10n, usageLimitsUnit: 'Object' } as const
    const old = await pair({
      cryptographicDomainParameters: { recommendedCurve: 'P_384' },
      activationDate: later(-100),
      deactivationDate: later(1000),
      usageLimits: limits,
      objectGroup: 'g',
    })
    const made = await talk.ask('ReKeyKeyPair', {
      privateKeyUniqueIdentifier: old.private,
      offset: 60,
      commonAttributes: attributeList({ objectGroup: 'h' }),
      publicKeyAttributes: attributeList({ cryptographicUsageMask: ['Verify', 'Encrypt'] }),
    })
    const fresh = { private: made.privateKeyUniqueIdentifier, public: made.publicKeyUniqueIdentifier }

    expect(await links(fresh.private)).to.deep.equal({ PublicKeyLink: fresh.public, ReplacedObjectLink: old.private })
    expect(await links(fresh.public)).to.deep.equal({ PrivateKeyLink: fresh.private, ReplacedObjectLink: old.public })
    expect((await links(old.private)).ReplacementObjectLink).to.equal(fresh.private)
    expect((await links(old.public)).ReplacementObjectLink).to.equal(fresh.public)
    expect((await links(old.private)).PublicKeyLink).to.equal(old.public)

    expect(await names(old.private)).to.deep.equal([])
    expect(await names(old.public)).to.deep.equal([])
    expect(await names(fresh.private)).to.deep.equal(['private'])
    expect(await names(fresh.public)).to.deep.equal(['public'])

    for (const id of [fresh.private, fresh.public]) {
      expect(await talk.values(id, 'ActivationDate')).to.deep.equal([later(60)])
      expect(await talk.values(id, 'DeactivationDate')).to.deep.equal([later(1160)])
      expect(await talk.values(id, 'State')).to.deep.equal(['PreActive'])
      expect(await talk.values(id, 'UsageLimits')).to.deep.equal([{ ...limits, usageLimitsCount: 10n }])
      expect(await talk.values(id, 'ObjectGroup')).to.deep.equal(['g', 'h'])
    }
    expect(await talk.values(old.private, 'State')).to.deep.equal(['Active'])
    expect(await talk.values(fresh.private, 'CryptographicUsageMask')).to.deep.equal([['Sign']])
    expect(await talk.values(fresh.public, 'CryptographicUsageMask')).to.deep.equal([['Verify', 'Encrypt']])

    const [oldPrivate, newPrivate, newPublic] = [
      await key(old.private),
      await key(fresh.private),
      await key(fresh.public),
    ]
    expect(newPrivate.asymmetricKeyDetails?.namedCurve).to.equal('secp384r1')
    expect(newPrivate.equals(oldPrivate)).to.equal(false)
    expect(createPublicKey(newPrivate as never).equals(newPublic)).to.equal(true)
    await free(old.private, old.public, fresh.private, fresh.public)
  })

  it('takes Ed25519 and RSA pairs, in versions that have the operation', async () => {
    for (const [algorithm, length] of [
      ['Ed25519', 256],
      ['RSA', 1024],
    ] as const) {
      const old = await pair({ cryptographicAlgorithm: algorithm, cryptographicLength: length })
      const made = await talk.ask('ReKeyKeyPair', { privateKeyUniqueIdentifier: old.private }, { version: '1.2' })
      expect(await talk.values(made.publicKeyUniqueIdentifier, 'CryptographicLength')).to.deep.equal([length])
      const asked = { privateKeyUniqueIdentifier: made.privateKeyUniqueIdentifier }
      expect((await talk.refusal('ReKeyKeyPair', asked, { as: 'bob' }))[0]).to.equal('PermissionDenied')
      await free(old.private, old.public, made.privateKeyUniqueIdentifier, made.publicKeyUniqueIdentifier)
    }
  })

  it('refuses another algorithm, other objects, destroyed keys, keys without a public one', async () => {
    const { private: one, public: other } = await pair({ cryptographicLength: 256 })
    const reKey = async (privateKeyUniqueIdentifier: typeof one, common = attributeList({})) =>
      (await talk.refusal('ReKeyKeyPair', { privateKeyUniqueIdentifier, commonAttributes: common }))[0]
    expect(await reKey(one, attributeList({ cryptographicAlgorithm: 'RSA' }))).to.equal('InvalidField')
    expect(await reKey(other)).to.equal('InvalidObjectType')
    const link = { linkType: 'PublicKeyLink', linkedObjectIdentifier: other } as const
    await talk.ask('DeleteAttribute', { uniqueIdentifier: one, currentAttribute: { attribute: 'Link', value: link } })
    expect(await reKey(one)).to.equal('InvalidField')
    await free(one, other)
    expect(await reKey(one)).to.equal('ObjectDestroyed')
  })
})
