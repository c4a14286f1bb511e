import type { OperationName } from '../codec/index.ts'

/**
 * Operations that change nothing on the server, so that to ask twice is as good as once. Encrypt, Sign and the like are
 * not among them: they use up Usage Limits, and a stream must not get a part twice.
 */
const repeatable: ReadonlySet<OperationName> = new Set<OperationName>([
  'Check',
  'DiscoverVersions',
  'Export',
  'Get',
  'GetAttributeList',
  'GetAttributes',
  'GetConstraints',
  'Locate',
  'Ping',
  'Query',
  'QueryAsynchronousRequests',
  'Validate',
])

export const isRepeatable = (operations: readonly OperationName[]): boolean =>
  operations.every((each) => repeatable.has(each))
