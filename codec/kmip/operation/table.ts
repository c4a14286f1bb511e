import { Activate } from './activate.ts'
import { AddAttribute } from './add-attribute.ts'
import { AdjustAttribute } from './adjust-attribute.ts'
import { Archive } from './archive.ts'
import { Cancel } from './cancel.ts'
import { Certify } from './certify.ts'
import { Check } from './check.ts'
import { Create } from './create.ts'
import { CreateKeyPair } from './create-key-pair.ts'
import { CreateSplitKey } from './create-split-key.ts'
import { Decrypt } from './decrypt.ts'
import { DelegatedLogin } from './delegated-login.ts'
import { DeleteAttribute } from './delete-attribute.ts'
import { DeriveKey } from './derive-key.ts'
import { Destroy } from './destroy.ts'
import { DiscoverVersions } from './discover-versions.ts'
import { Encrypt } from './encrypt.ts'
import { Export } from './export.ts'
import { Get } from './get.ts'
import { GetAttributeList } from './get-attribute-list.ts'
import { GetAttributes } from './get-attributes.ts'
import { GetConstraints } from './get-constraints.ts'
import { GetUsageAllocation } from './get-usage-allocation.ts'
import { Hash } from './hash.ts'
import { Import } from './import.ts'
import { Interop } from './interop.ts'
import { JoinSplitKey } from './join-split-key.ts'
import { Locate } from './locate.ts'
import { Log } from './log.ts'
import { Login } from './login.ts'
import { Logout } from './logout.ts'
import { MAC } from './mac.ts'
import { MACVerify } from './mac-verify.ts'
import { ModifyAttribute } from './modify-attribute.ts'
import { Notify } from './notify.ts'
import { ObtainLease } from './obtain-lease.ts'
import { Ping } from './ping.ts'
import { PKCS_11 } from './pkcs-11.ts'
import { Poll } from './poll.ts'
import { Process } from './process.ts'
import { Put } from './put.ts'
import { Query } from './query.ts'
import { QueryAsynchronousRequests } from './query-asynchronous-requests.ts'
import { ReCertify } from './re-certify.ts'
import { ReKey } from './re-key.ts'
import { ReKeyKeyPair } from './re-key-key-pair.ts'
import { ReProvision } from './re-provision.ts'
import { Recover } from './recover.ts'
import { Register } from './register.ts'
import { Revoke } from './revoke.ts'
import { RNGRetrieve } from './rng-retrieve.ts'
import { RNGSeed } from './rng-seed.ts'
import { SetAttribute } from './set-attribute.ts'
import { SetConstraints } from './set-constraints.ts'
import { SetDefaults } from './set-defaults.ts'
import { SetEndpointRole } from './set-endpoint-role.ts'
import { Sign } from './sign.ts'
import { SignatureVerify } from './signature-verify.ts'
import { Validate } from './validate.ts'

/** Every declared operation, by name. */
export const operations = {
  Create,
  CreateKeyPair,
  Register,
  ReKey,
  DeriveKey,
  Certify,
  ReCertify,
  Locate,
  Check,
  Get,
  GetAttributes,
  GetAttributeList,
  AddAttribute,
  ModifyAttribute,
  DeleteAttribute,
  ObtainLease,
  GetUsageAllocation,
  Activate,
  Revoke,
  Destroy,
  Archive,
  Recover,
  Validate,
  Query,
  Cancel,
  Poll,
  Notify,
  Put,
  ReKeyKeyPair,
  DiscoverVersions,
  Encrypt,
  Decrypt,
  Sign,
  SignatureVerify,
  MAC,
  MACVerify,
  RNGRetrieve,
  RNGSeed,
  Hash,
  CreateSplitKey,
  JoinSplitKey,
  Import,
  Export,
  Log,
  Login,
  Logout,
  DelegatedLogin,
  AdjustAttribute,
  SetAttribute,
  SetEndpointRole,
  PKCS_11,
  Interop,
  ReProvision,
  SetDefaults,
  SetConstraints,
  GetConstraints,
  QueryAsynchronousRequests,
  Process,
  Ping,
} as const

export type OperationName = keyof typeof operations
export type RequestOf<N extends OperationName> = (typeof operations)[N] extends { request: { value: infer V } }
  ? V
  : never
export type ResponseOf<N extends OperationName> = (typeof operations)[N] extends { response: { value: infer V } }
  ? V
  : never
