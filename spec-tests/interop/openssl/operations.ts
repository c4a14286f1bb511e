import type { OperationName } from '../../../codec/index.ts'
import type { Area, Entry } from './area.ts'

const describeComparison = (title: string): string => `is compared: ${title}`
const random = 'gives random bytes, which nothing can be compared with'
const sharing =
  'shares secrets: openssl has no command for that, known answers are in server/crypto/split-secret.test.ts'

/** How each operation that does cryptography is compared, or why it is not. */
const cryptographic = {
  Certify: describeComparison('Certify'),
  Create: random,
  CreateKeyPair: describeComparison('Create Key Pair'),
  CreateSplitKey: sharing,
  Decrypt: describeComparison('Encrypt and Decrypt'),
  DeriveKey: describeComparison('Derive Key'),
  Encrypt: describeComparison('Encrypt and Decrypt'),
  Export: 'gives objects as Get does',
  Get: describeComparison('Register and Get, Wrap and unwrap'),
  Hash: describeComparison('Hash'),
  Import: 'takes objects as Register does',
  JoinSplitKey: sharing,
  MAC: describeComparison('MAC and MAC Verify'),
  MACVerify: describeComparison('MAC and MAC Verify'),
  ReCertify: 'makes certificates as Certify does',
  ReKey: random,
  ReKeyKeyPair: 'makes keys as Create Key Pair does',
  RNGRetrieve: random,
  RNGSeed: random,
  Register: describeComparison('Register and Get, Wrap and unwrap'),
  Sign: describeComparison('Sign and Signature Verify'),
  SignatureVerify: describeComparison('Sign and Signature Verify'),
  Validate: 'judges chains that openssl made, in server/pki/certificate-path.test.ts',
} as const satisfies { readonly [N in OperationName]?: string }

const noCryptography = 'does no cryptography'

/** The others. */
const plain: readonly OperationName[] = [
  'Activate',
  'AddAttribute',
  'AdjustAttribute',
  'Archive',
  'Cancel',
  'Check',
  'DelegatedLogin',
  'DeleteAttribute',
  'Destroy',
  'DiscoverVersions',
  'GetAttributeList',
  'GetAttributes',
  'GetConstraints',
  'GetUsageAllocation',
  'Interop',
  'Locate',
  'Log',
  'Login',
  'Logout',
  'ModifyAttribute',
  'ObtainLease',
  'Ping',
  'PKCS_11',
  'Poll',
  'Process',
  'Query',
  'QueryAsynchronousRequests',
  'Recover',
  'Revoke',
  'SetAttribute',
  'SetConstraints',
  'SetDefaults',
  'SetEndpointRole',
]

const comparisons: ReadonlyMap<string, string> = new Map([
  ...Object.entries(cryptographic),
  ...plain.map((name) => [name, noCryptography] as const),
])

/** Everything that the server does at all, so that no operation is forgotten. */
export const operations: Area<Entry> = {
  title: 'Operation',
  async inventory(server) {
    const { operation } = await server.ask('Query', { queryFunction: ['QueryOperations'] })
    return (operation as readonly string[]).map((name) => ({ name }))
  },
  comparison: ({ name }) => comparisons.get(name),
}
