import {
  ObjectType,
  type ObjectType as ObjectTypeId,
  Operation,
  Query,
  type QueryFunction,
  type QueryResponse,
} from '../../../codec/index.ts'
import { livesIn } from '../../../codec/kmip/version.ts'
import { protectionStorage } from '../../attributes/protection-storage.ts'
import { defaultsSetting, readSetting } from '../../attributes/setting.ts'
import type { Handler } from '../../handler/handler.ts'
import type { Scope } from '../../handler/scope.ts'
import type { Awaitable } from '../../store/store.ts'

const listObjectTypes = ({ capabilities, version }: Scope): ObjectTypeId[] =>
  capabilities.objectTypes.filter((type) => {
    const entry = ObjectType.has(type) ? ObjectType.entries.get(type) : undefined
    return entry && livesIn(version, entry.since, entry.until)
  })

type Answer = (scope: Scope) => Awaitable<QueryResponse>

const answerNothing: Answer = () => ({})

/** The response to each Query Function. */
const answers: Readonly<Partial<Record<QueryFunction, Answer>>> = {
  QueryOperations: ({ capabilities, version }) => ({
    operation: capabilities.operations
      .filter(({ since }) => livesIn(version, since))
      .map(({ name }) => name)
      .filter(Operation.has.bind(Operation)),
  }),
  QueryObjects: (scope) => ({ objectType: listObjectTypes(scope) }),
  QueryServerInformation: ({ capabilities: { product } }) => ({
    vendorIdentification: product.name,
    serverInformation: { serverName: product.name, productName: product.name, serverVersion: product.version },
  }),
  QueryRNGs: () => ({
    rngParameters: [
      { rngAlgorithm: 'DRBG', cryptographicAlgorithm: 'AES', cryptographicLength: 256, drbgAlgorithm: 'CTR' },
    ],
  }),
  QueryCapabilities: () => ({
    capabilityInformation: [
      {
        streamingCapability: true,
        asynchronousCapability: true,
        attestationCapability: false,
        batchUndoCapability: true,
        batchContinueCapability: true,
        unwrapMode: 'NotProcessed',
        destroyAction: 'KeyMaterialDeleted',
        shreddingAlgorithm: 'Unsupported',
        rngMode: 'SharedInstantiation',
      },
    ],
  }),
  QueryStorageProtectionMasks: () => ({ protectionStorageMasks: { protectionStorageMask: [protectionStorage] } }),
  QueryApplicationNamespaces: answerNothing,
  QueryExtensionList: answerNothing,
  QueryExtensionMap: answerNothing,
  QueryAttestationTypes: answerNothing,
  QueryValidations: answerNothing,
  QueryProfiles: answerNothing,
  QueryClientRegistrationMethods: answerNothing,
  QueryDefaultsInformation: async (scope) => {
    const defaultsInformation = await readSetting(defaultsSetting, scope)
    return defaultsInformation.objectDefaults?.length ? { defaultsInformation } : {}
  },
}

/** KMIP 1.4 §4.25, 2.1 §6.1.43. */
export const query: Handler<typeof Query> = {
  operation: Query,
  access: 'anyone',
  asynchronous: 'Mandatory',
  target: 'none',
  async run({ queryFunction }, scope) {
    const responses = await Promise.all(queryFunction.map((each) => answers[each]?.(scope) ?? {}))
    return { payload: Object.assign({}, ...responses) }
  },
}
