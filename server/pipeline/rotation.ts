import type { OperationName, RequestBatchItem, UniqueIdentifier } from '../../codec/index.ts'
import type { Principal } from '../identity/principal.ts'
import { findLinkedIdentifier } from '../lifecycle/link.ts'
import { getAttribute } from '../lifecycle/object-attributes.ts'
import { decideRotation } from '../lifecycle/rotation.ts'
import { createDeclaredPolicy } from '../policy/declared-policy.ts'
import { RevisionConflict } from '../store/errors.ts'
import type { Awaitable, DocumentChange, StoredDocument, StoredObject } from '../store/store.ts'
import type { Batch } from './batch.ts'
import { commitAnswers, reportItem } from './commit-answers.ts'
import { toSucceededItem } from './item-result.ts'
import { numberRequest } from './number-request.ts'
import { createReferences } from './references.ts'
import { retryConflicts } from './retry-conflicts.ts'
import { runItem } from './run-item.ts'
import { rotationKind } from './schedule-rotation.ts'
import type { Services } from './services.ts'

/** Rotates due objects in the background. */
export interface Rotation {
  /** Starts no further rotation and waits for the current one. */
  close(): Promise<void>
}

/** Objects of one query. */
const batchSize = 50
/** Milliseconds until the retry of a failed rotation. */
const retryDelay = 15 * 60_000

/** The operation that rotates an object, and the object it names (KMIP 2.1 §4.48). */
const chooseOperation = (
  object: StoredObject,
): { readonly operation: OperationName; readonly on: UniqueIdentifier } | undefined => {
  const { uniqueIdentifier: on } = object
  if (object.objectType === 'SymmetricKey') return { operation: 'ReKey', on }
  if (object.objectType === 'PrivateKey') return { operation: 'ReKeyKeyPair', on }
  if (object.objectType === 'Certificate') return { operation: 'ReCertify', on }
  const privateKey = object.objectType === 'PublicKey' ? findLinkedIdentifier(object, 'PrivateKeyLink') : undefined
  return privateKey === undefined ? undefined : { operation: 'ReKeyKeyPair', on: privateKey }
}

/** The server acts for the owner: the limits of the policy do not apply. */
const createRotationBatch = (services: Services, owner: string, item: RequestBatchItem): Batch => {
  const principal: Principal = { id: owner }
  return {
    services: { ...services, policy: createDeclaredPolicy() },
    version: '2.1',
    principal,
    correlation: undefined,
    clientCorrelation: undefined,
    limit: undefined,
    ...numberRequest([item]),
  }
}

/**
 * Looks for objects whose Rotate Interval is over, now and every `interval` milliseconds. A date that passed while no server ran is
 * caught up once. The commit that rotates an object also removes its date, and conflicts if the object has changed: each date
 * rotates once, even if a client rotates the object too or the server stops midway.
 */
export const startRotation = (services: Services, interval: number): Rotation => {
  const { store } = services
  const removeDocument = ({ kind, key, revision }: StoredDocument): DocumentChange => ({
    kind: 'delete',
    document: { kind, key, revision },
  })
  const postponeDocument = (document: StoredDocument): DocumentChange => ({
    kind: 'update',
    document: { ...document, due: new Date(services.now().getTime() + retryDelay) },
  })

  const rotate = async (document: StoredDocument, object: StoredObject): Promise<void> => {
    const task = chooseOperation(object)
    const handler = task && services.handlers.get(task.operation)
    if (!handler) return store.commit([], [], [removeDocument(document)])
    const offset = getAttribute(object, 'RotateOffset')
    const requestPayload = { [handler.operation.placeholderIn]: task.on, ...(offset !== undefined && { offset }) }
    // The field that names the object differs by operation.
    const item = { operation: task.operation, requestPayload } as unknown as RequestBatchItem
    const batch = createRotationBatch(services, object.owner, item)
    const getObject = (id: string): Awaitable<StoredObject | undefined> =>
      id === object.uniqueIdentifier ? object : store.get(id)
    const view = { get: getObject, find: store.find, documents: store.documents }
    const {
      payload,
      changes = [],
      documents = [],
    } = await runItem(item, { ...batch, references: createReferences(), view })
    const response = toSucceededItem(item, payload)
    await commitAnswers(batch, [{ item, response }], changes, [...documents, removeDocument(document)])
    reportItem(response, batch, item)
  }

  /** A revoked owner's objects wait for the owner. */
  const decide = (object: StoredObject): ReturnType<typeof decideRotation> =>
    services.isClientAdmitted(object.owner) ? decideRotation(object, services.now()) : 'later'

  const attemptRotation = async (key: string): Promise<void> => {
    const [document] = await store.documents({ kind: rotationKind, key })
    if (!document?.due || document.due > services.now()) return
    const object = await store.get(key)
    const verdict = object ? decide(object) : 'never'
    if (object && verdict === 'now') return rotate(document, object)
    await store.commit([], [], [verdict === 'later' ? postponeDocument(document) : removeDocument(document)])
  }

  /** A failed rotation does not stop the others. */
  const tryRotation = async (document: StoredDocument): Promise<void> => {
    try {
      await retryConflicts(() => attemptRotation(document.key), services.mutex)
    } catch (error) {
      services.reportFault(error, { operation: `rotation of ${document.key}` })
      await store.commit([], [], [postponeDocument(document)]).catch((trouble: unknown) => {
        // Another server or request dealt with it.
        if (!(trouble instanceof RevisionConflict)) throw trouble
      })
    }
  }

  let closed = false
  const rotateDue = async (): Promise<void> => {
    for (let found = batchSize; found === batchSize && !closed; ) {
      const due = await store.documents({
        ...{ kind: rotationKind, dueBy: services.now(), maximumItems: batchSize },
        // Its object is not rotated, as the log says; the others are.
        onUnreadable: () => undefined,
      })
      found = due.length
      for (const document of due) if (!closed) await tryRotation(document)
    }
  }
  let rotating: Promise<void> = Promise.resolve()
  const rotateNext = (): void => {
    rotating = rotating
      .then(rotateDue)
      .catch((error: unknown) => services.reportFault(error, { operation: 'rotation' }))
  }
  rotateNext()
  const timer = setInterval(rotateNext, interval).unref()
  return {
    async close() {
      closed = true
      clearInterval(timer)
      await rotating
    },
  }
}
