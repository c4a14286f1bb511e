import { expect } from 'chai'
import fc from 'fast-check'
import { type AttributeInstance, KmipError, type State } from '../../codec/index.ts'
import type { StoredObject } from '../store/store.ts'
import { reasonOf } from '../testing/reason-of.ts'
import { inheritAttributes } from './inherit-attributes.ts'
import { setLink } from './link.ts'
import { findNextIndex, getAttribute, setAttributes } from './object-attributes.ts'
import { computeState, settleState } from './settle-state.ts'
import { activateObject, destroyObject, revokeObject } from './transition.ts'
import { consumeUsage, requireUsable } from './usage.ts'

const now = new Date('2026-03-01T12:00:00Z')
const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1000)

const object = (attributes: Partial<Record<string, unknown>>, extra: Partial<StoredObject> = {}): StoredObject =>
  ({
    uniqueIdentifier: '0',
    objectType: 'SymmetricKey',
    owner: 'CN=a',
    revision: 1,
    attributes: Object.entries(attributes).map(([attribute, value]) => ({ attribute, index: 0, value })),
    object: { symmetricKey: {} },
    ...extra,
  }) as unknown as StoredObject

describe('lifecycle: state by dates (KMIP 1.4 §3.22)', () => {
  it('activates and deactivates when the dates are reached, not before', () => {
    const key = object({ State: 'PreActive', ActivationDate: later(10), DeactivationDate: later(20) })
    expect(computeState(key, later(9))).to.equal('PreActive')
    expect(computeState(key, later(10))).to.equal('Active')
    expect(computeState(key, later(19))).to.equal('Active')
    expect(computeState(key, later(20))).to.equal('Deactivated')
  })

  it('leaves terminal states alone, and the object itself when nothing is due', () => {
    for (const state of ['Compromised', 'Destroyed', 'DestroyedCompromised', 'Deactivated'])
      expect(computeState(object({ State: state, ActivationDate: later(-1) }), now)).to.equal(state)
    const key = object({ State: 'PreActive' })
    expect(settleState(key, now)).to.equal(key)
  })
})

/** The transitions of KMIP 1.4 §3.22 figure 1, written down anew: state × action → state or reason. */
const table: Record<string, Partial<Record<State, string>>> = {
  activate: {
    PreActive: 'Active',
    Active: 'WrongKeyLifecycleState',
    Deactivated: 'WrongKeyLifecycleState',
    Compromised: 'WrongKeyLifecycleState',
    Destroyed: 'WrongKeyLifecycleState',
    DestroyedCompromised: 'WrongKeyLifecycleState',
  },
  deactivate: {
    PreActive: 'WrongKeyLifecycleState',
    Active: 'Deactivated',
    Deactivated: 'WrongKeyLifecycleState',
    Compromised: 'WrongKeyLifecycleState',
    Destroyed: 'WrongKeyLifecycleState',
    DestroyedCompromised: 'WrongKeyLifecycleState',
  },
  compromise: {
    PreActive: 'Compromised',
    Active: 'Compromised',
    Deactivated: 'Compromised',
    Compromised: 'WrongKeyLifecycleState',
    Destroyed: 'DestroyedCompromised',
    DestroyedCompromised: 'WrongKeyLifecycleState',
  },
  destroy: {
    PreActive: 'Destroyed',
    Active: 'WrongKeyLifecycleState',
    Deactivated: 'Destroyed',
    Compromised: 'DestroyedCompromised',
  },
}

const actions: Record<string, (key: StoredObject) => StoredObject> = {
  activate: (key) => activateObject(key, now),
  deactivate: (key) => revokeObject(key, { revocationReason: { revocationReasonCode: 'CessationOfOperation' } }, now),
  compromise: (key) => revokeObject(key, { revocationReason: { revocationReasonCode: 'KeyCompromise' } }, now),
  destroy: (key) => destroyObject(key, now),
}

describe('lifecycle: transitions', () => {
  for (const [action, outcomes] of Object.entries(table))
    for (const [from, outcome] of Object.entries(outcomes))
      it(`${action} when ${from}: ${outcome}`, () => {
        let result: string | undefined
        try {
          result = getAttribute(
            (actions[action] as (key: StoredObject) => StoredObject)(object({ State: from })),
            'State',
          )
        } catch (error) {
          if (!(error instanceof KmipError)) throw error
          result = error.reason
        }
        expect(result).to.equal(outcome)
      })

  it('keeps no material after Destroy, and dates it', () => {
    const shell = destroyObject(object({ State: 'Deactivated' }), now)
    expect(shell).not.to.have.property('object')
    expect(getAttribute(shell, 'DestroyDate')).to.deep.equal(now)
  })

  it('takes the time of the compromise, and refuses one that lies ahead or goes with another reason', () => {
    const reason = { revocationReason: { revocationReasonCode: 'KeyCompromise' } } as const
    const key = object({ State: 'Active' })
    expect(
      getAttribute(
        revokeObject(key, { ...reason, compromiseOccurrenceDate: later(-100) }, now),
        'CompromiseOccurrenceDate',
      ),
    ).to.deep.equal(later(-100))
    expect(reasonOf(() => revokeObject(key, { ...reason, compromiseOccurrenceDate: later(100) }, now))).to.equal(
      'InvalidField',
    )
    const other = { revocationReason: { revocationReasonCode: 'Superseded' }, compromiseOccurrenceDate: now } as const
    expect(reasonOf(() => revokeObject(key, other, now))).to.equal('InvalidField')
  })

  it('refuses to activate what has no state', () => {
    expect(reasonOf(() => activateObject(object({}, { objectType: 'Template' }), now))).to.equal('IllegalObjectType')
  })

  it('reaches only states of the figure, whatever the order of actions', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...Object.keys(actions)), { maxLength: 12 }), (names) => {
        let key = object({ State: 'PreActive' })
        for (const name of names) {
          const before = getAttribute(key, 'State') as State
          const expected = table[name]?.[before]
          try {
            if (name === 'destroy' && key.object === undefined) continue
            key = (actions[name] as (each: StoredObject) => StoredObject)(key)
            if (getAttribute(key, 'State') !== expected) return false
          } catch (error) {
            if (!(error instanceof KmipError) || error.reason !== expected) return false
          }
        }
        return true
      }),
    )
  })
})

describe('lifecycle: use of a key', () => {
  const active = (attributes: Record<string, unknown> = {}) =>
    object({ State: 'Active', CryptographicUsageMask: ['Encrypt'], ...attributes })

  it('needs the right state, the mask and the dates (KMIP 1.4 §3.22, 2.1 §4.57)', () => {
    expect(reasonOf(() => requireUsable(active(), 'Encrypt', 'protect', now))).to.equal('none')
    expect(reasonOf(() => requireUsable(active(), 'Decrypt', 'process', now))).to.equal(
      'IncompatibleCryptographicUsageMask',
    )
    for (const state of ['PreActive', 'Deactivated', 'Compromised'])
      expect(reasonOf(() => requireUsable(active({ State: state }), 'Encrypt', 'protect', now))).to.equal(
        'WrongKeyLifecycleState',
      )
    for (const state of ['Deactivated', 'Compromised'])
      expect(reasonOf(() => requireUsable(active({ State: state }), 'Encrypt', 'process', now))).to.equal('none')
    for (const state of ['PreActive', 'Destroyed', 'DestroyedCompromised'])
      expect(reasonOf(() => requireUsable(active({ State: state }), 'Encrypt', 'process', now))).to.equal(
        'WrongKeyLifecycleState',
      )
    const stopped = active({ ProtectStopDate: now })
    expect(reasonOf(() => requireUsable(stopped, 'Encrypt', 'protect', now))).to.equal('WrongKeyLifecycleState')
    expect(reasonOf(() => requireUsable(stopped, 'Encrypt', 'process', now))).to.equal('none')
    const early = active({ ProcessStartDate: later(1) })
    expect(reasonOf(() => requireUsable(early, 'Encrypt', 'process', now))).to.equal('WrongKeyLifecycleState')
    expect(reasonOf(() => requireUsable(early, 'Encrypt', 'protect', now))).to.equal('none')
  })

  it('counts bytes or uses down to nothing and refuses the next one', () => {
    const limits = (usageLimitsUnit: string) => ({ usageLimitsTotal: 16n, usageLimitsCount: 16n, usageLimitsUnit })
    const bytes = consumeUsage(active({ UsageLimits: limits('Byte') }), 16) as StoredObject
    expect(getAttribute(bytes, 'UsageLimits')?.usageLimitsCount).to.equal(0n)
    expect(reasonOf(() => consumeUsage(bytes, 1))).to.equal('PermissionDenied')
    const uses = consumeUsage(active({ UsageLimits: limits('Object') }), 1000) as StoredObject
    expect(getAttribute(uses, 'UsageLimits')?.usageLimitsCount).to.equal(15n)
    expect(consumeUsage(active(), 10)).to.equal(undefined)
    expect(consumeUsage(uses, 1000, 0), 'a later part').to.equal(undefined)
  })
})

describe('lifecycle: replacement (KMIP 1.4 §4.4)', () => {
  const dateIn = (list: readonly AttributeInstance[], attribute: string) =>
    list.find((each) => each.attribute === attribute)?.value

  it('keeps what describes the key, leaves what is the old one’s own', () => {
    const list = inheritAttributes(
      object({
        Name: { nameValue: 'k', nameType: 'UninterpretedTextString' },
        CryptographicUsageMask: ['Encrypt'],
        State: 'Active',
        Digest: {},
      }),
      [],
      undefined,
      { now },
    )
    expect(list.map((each) => each.attribute)).to.deep.equal(['Name', 'CryptographicUsageMask'])
  })

  it('moves all dates by the same distance with an Offset', () => {
    const old = object({
      State: 'Active',
      ActivationDate: later(-100),
      DeactivationDate: later(20),
      ProtectStopDate: later(10),
    })
    const list = inheritAttributes(old, [], 5, { now })
    expect(dateIn(list, 'ActivationDate')).to.deep.equal(later(5))
    expect(dateIn(list, 'DeactivationDate')).to.deep.equal(later(125))
    expect(dateIn(list, 'ProtectStopDate')).to.deep.equal(later(115))
  })

  it('is Active when the old key was, without an Offset', () => {
    const old = object({ State: 'Active', ActivationDate: later(-100) })
    expect(dateIn(inheritAttributes(old, [], undefined, { now }), 'ActivationDate')).to.deep.equal(now)
    expect(
      dateIn(inheritAttributes(object({ State: 'PreActive' }), [], undefined, { now }), 'ActivationDate'),
    ).to.equal(undefined)
  })

  it('begins Usage Limits anew', () => {
    const limits = { usageLimitsTotal: 10n, usageLimitsCount: 3n, usageLimitsUnit: 'Byte' } as const
    const [inherited] = inheritAttributes(object({ UsageLimits: limits }), [], undefined, { now })
    expect(inherited?.value).to.deep.equal({ ...limits, usageLimitsCount: 10n })
  })

  it('does not change algorithm or length', () => {
    const given = [{ attribute: 'CryptographicLength', value: 128 }] as const
    expect(reasonOf(() => inheritAttributes(object({}), given, undefined, { now }))).to.equal('InvalidField')
  })
})

describe('lifecycle: attributes of an object', () => {
  it('sets in place, adds at the end, removes', () => {
    const key = setAttributes(object({ State: 'Active', Fresh: true }), {
      State: 'Deactivated',
      Fresh: undefined,
      Comment: 'c',
    })
    expect(key.attributes.map(({ attribute, value }) => [attribute, value])).to.deep.equal([
      ['State', 'Deactivated'],
      ['Comment', 'c'],
    ])
  })

  it('gives the next instance an index that is not in use', () => {
    const key = object({})
    const names = [0, 3].map((index) => ({ attribute: 'Name', index, value: {} }))
    const named = { ...key, attributes: names } as unknown as StoredObject
    expect(findNextIndex(named, (each) => each.attribute === 'Name')).to.equal(4)
    expect(findNextIndex(key, (each) => each.attribute === 'Name')).to.equal(0)
  })

  it('links once per type', () => {
    const target = object({}, { uniqueIdentifier: '7' })
    const once = setLink(object({}), 'ReplacementObjectLink', target)
    expect(setLink(once, 'ReplacementObjectLink', target).attributes).to.have.length(1)
    expect(setLink(once, 'PublicKeyLink', target).attributes.map((each) => each.index)).to.deep.equal([0, 1])
  })
})
