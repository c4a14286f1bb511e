import type { RequestBatchItem } from '../../../codec/index.ts'
import {
  type Answer,
  asksFor,
  type Behaviour,
  createOperationRefusal,
  refuse,
  type Underneath,
  withPayload,
} from '../behaviour.ts'

const deactivate = (underneath: Underneath, uniqueIdentifier: string) =>
  underneath.answer({
    operation: 'Revoke',
    requestPayload: { uniqueIdentifier, revocationReason: { revocationReasonCode: 'CessationOfOperation' } },
  })

/** The keys that an item works with: its own, and one that wraps. */
const findKeys = (item: RequestBatchItem): string[] => {
  const found: unknown[] = []
  if (asksFor(item, 'Decrypt', 'Get')) found.push(item.requestPayload.uniqueIdentifier)
  if (asksFor(item, 'Get'))
    found.push(item.requestPayload.keyWrappingSpecification?.encryptionKeyInformation?.uniqueIdentifier)
  if (asksFor(item, 'Register')) {
    const { keyWrappingData } = item.requestPayload.object.symmetricKey?.keyBlock ?? {}
    found.push(keyWrappingData?.encryptionKeyInformation?.uniqueIdentifier)
  }
  return found.filter((each) => typeof each === 'string')
}

const refuseDeactivated = async (
  item: RequestBatchItem,
  next: Answer,
  underneath: Underneath,
  keys: readonly string[],
) => {
  for (const key of keys)
    if ((await underneath.readState(key)) === 'Deactivated') return refuse(item, 'WrongKeyLifecycleState', 'DENIED')
  return next(item)
}

const hasWrapping = (item: RequestBatchItem): boolean => {
  if (asksFor(item, 'Get')) return item.requestPayload.keyWrappingSpecification !== undefined
  if (asksFor(item, 'Register')) return item.requestPayload.object.symmetricKey?.keyBlock.keyWrappingData !== undefined
  return false
}

/** What servers do with keys and their states. */
export const keyBehaviours = {
  reKeyDeactivates: {
    does: 'Re-key deactivates the old key at once.',
    known: 'seen',
    source: 'Cosmian KMS 5.26',
    async answer(item, next, underneath) {
      const answer = await next(item)
      if (asksFor(item, 'ReKey') && answer.resultStatus === 'Success')
        await deactivate(underneath, String(item.requestPayload.uniqueIdentifier))
      return answer
    },
  },
  deactivatedNotReturned: {
    does: 'Get returns no Deactivated key, and such a key neither wraps nor unwraps; Decrypt works.',
    known: 'seen',
    source: 'Cosmian KMS 5.26',
    closes: ['keyWrap', 'local'],
    answer: (item, next, underneath) =>
      refuseDeactivated(item, next, underneath, asksFor(item, 'Get', 'Register') ? findKeys(item) : []),
  },
  deactivatedDoesNotDecrypt: {
    does: 'Only Active keys decrypt; Get returns Deactivated ones.',
    known: 'read',
    source: 'PyKMIP 0.10 and 0.11, `engine.py`',
    closes: ['encrypt'],
    answer: (item, next, underneath) =>
      refuseDeactivated(item, next, underneath, asksFor(item, 'Decrypt') ? findKeys(item) : []),
  },
  createActivates: {
    does: 'Created and registered keys are Active at once; Activate of an Active key is refused.',
    known: 'possible',
    source: 'a server that sets the Activation Date itself; Cosmian KMS 5.26 refuses Activate of an Active key',
    async answer(item, next, underneath) {
      const answer = await next(item)
      const { resultStatus, responsePayload } = answer
      if (!asksFor(item, 'Create', 'Register', 'ReKey') || resultStatus !== 'Success' || !responsePayload) return answer
      if ('uniqueIdentifier' in responsePayload && typeof responsePayload.uniqueIdentifier === 'string') {
        const { uniqueIdentifier } = responsePayload
        if ((await underneath.readState(uniqueIdentifier)) === 'PreActive')
          await underneath.answer({ operation: 'Activate', requestPayload: { uniqueIdentifier } })
      }
      return answer
    },
  },
  destroyNeedsRevoke: {
    does: 'Destroy of an Active key is refused.',
    known: 'documented',
    source: 'the standard (KMIP 1.4 §4.21); Cosmian KMS, PyKMIP and this server do it',
    async answer(item, next, underneath) {
      const isActive =
        asksFor(item, 'Destroy') &&
        (await underneath.readState(String(item.requestPayload.uniqueIdentifier))) === 'Active'
      return isActive ? refuse(item, 'WrongKeyLifecycleState', 'the object is Active') : next(item)
    },
  },
  noEncrypt: {
    does: 'There is no Encrypt and no Decrypt.',
    known: 'documented',
    source: 'Townsend Alliance Key Manager, its KMIP guide; every server of the Symmetric Key Lifecycle profile alone',
    lacks: ['encrypt'],
    answer: createOperationRefusal('Encrypt', 'Decrypt'),
  },
  noKeyWrapping: {
    does: 'Keys are neither returned wrapped nor registered wrapped.',
    known: 'documented',
    source: 'Townsend Alliance Key Manager, its KMIP guide: Key Wrapping Data is not supported',
    lacks: ['keyWrap'],
    answer: async (item, next) =>
      hasWrapping(item) ? refuse(item, 'FeatureNotSupported', 'key wrapping is not supported') : next(item),
  },
  wrappedAnyway: {
    does: 'Get ignores Key Wrap Type: a key that was registered wrapped is returned wrapped.',
    known: 'seen',
    source: 'Cosmian KMS 5.26 in 1.4',
    lacks: ['keyWrap'],
    answer: (item, next) => next(asksFor(item, 'Get') ? withPayload<'Get'>(item, { keyWrapType: undefined }) : item),
  },
  noReKey: {
    does: 'There is no Re-key.',
    known: 'seen',
    source: 'PyKMIP 0.10 and 0.11',
    answer: createOperationRefusal('ReKey'),
  },
} as const satisfies Readonly<Record<string, Behaviour>>
