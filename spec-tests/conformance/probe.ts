import { batchItems, type CaseFile } from './case-file.ts'
import type { Exchange } from './conversation.ts'
import { type Element, find, leaf, structure, valueAt } from './element.ts'
import type { RunState } from './run-state.ts'

const cryptographic = new Set(['Encrypt', 'Decrypt', 'Sign', 'SignatureVerify', 'MAC', 'MACVerify'])

const requestOf = (version: Element | undefined, operation: string, ...payload: readonly Element[]): Element =>
  structure(
    'RequestMessage',
    structure('RequestHeader', ...(version ? [version] : []), leaf('BatchCount', 'Integer', '1')),
    structure('BatchItem', leaf('Operation', 'Enumeration', operation), structure('RequestPayload', ...payload)),
  )

const versionOf = (request: Element) => find(request, 'RequestHeader', 'ProtocolVersion')

/** Placeholders that a later step of the case uses a key by. */
const findUsedLater = (file: CaseFile, index: number): Set<string> =>
  new Set(
    file.steps
      .slice(index + 1)
      .flatMap(({ request }) => batchItems(request))
      .filter((item) => cryptographic.has(valueAt(item, 'Operation') ?? ''))
      .map((item) => valueAt(item, 'RequestPayload', 'UniqueIdentifier') ?? ''),
  )

/** A Get of each key that this step made and a later one encrypts, decrypts or signs with. */
export const createKeyProbes = (file: CaseFile, index: number, state: RunState): Element[] => {
  const step = file.steps[index]
  if (!step) return []
  const used = findUsedLater(file, index)
  const made = batchItems(step.response).filter((item) => valueAt(item, 'Operation') === 'Create')
  return made.flatMap((item) => {
    const placeholder = valueAt(item, 'ResponsePayload', 'UniqueIdentifier') ?? ''
    const id = state.bindings.placeholders.get(placeholder)
    return used.has(placeholder) && id !== undefined
      ? [requestOf(versionOf(step.request), 'Get', leaf('UniqueIdentifier', 'TextString', id))]
      : []
  })
}

/** The same Get once more, if it gave a key that the server made. */
export const createRepeatProbe = (exchange: Exchange, state: RunState): Element | undefined => {
  const [item, ...others] = batchItems(exchange.request)
  if (others.length || valueAt(item, 'Operation') !== 'Get' || find(item, 'RequestPayload', 'KeyWrappingSpecification'))
    return undefined
  const id = valueAt(exchange.response, 'BatchItem', 'ResponsePayload', 'UniqueIdentifier') ?? ''
  return state.ring.get(id)?.generated ? exchange.request : undefined
}

/** Operations of the standard by the version that introduced them; server-to-client ones are not asked of a server. */
const operationsSince: Record<string, string> = {
  '1.0':
    'Create CreateKeyPair Register ReKey DeriveKey Certify ReCertify Locate Check Get GetAttributes GetAttributeList AddAttribute ModifyAttribute DeleteAttribute ObtainLease GetUsageAllocation Activate Revoke Destroy Archive Recover Validate Query Cancel Poll',
  '1.1': 'ReKeyKeyPair DiscoverVersions',
  '1.2': 'Encrypt Decrypt Sign SignatureVerify MAC MACVerify RNGRetrieve RNGSeed Hash CreateSplitKey JoinSplitKey',
  '1.4': 'Import Export',
  '2.0': 'Log Login Logout DelegatedLogin AdjustAttribute SetAttribute SetEndpointRole PKCS_11 Interop ReProvision',
  '2.1': 'SetDefaults SetConstraints GetConstraints QueryAsynchronousRequests Process Ping',
}

/** One empty request of each operation of the message's version, after an answer that lists the operations. */
export const createOperationProbes = (exchange: Exchange): Element[] => {
  const lists = batchItems(exchange.response).some(
    (item) => valueAt(item, 'Operation') === 'Query' && find(item, 'ResponsePayload', 'Operation') !== undefined,
  )
  const version = versionOf(exchange.request)
  if (!lists || !version) return []
  const spoken = version.children.map(({ value }) => value).join('.')
  return Object.entries(operationsSince)
    .filter(([since]) => since <= spoken)
    .flatMap(([, names]) => names.split(' '))
    .map((operation) => requestOf(version, operation))
}
