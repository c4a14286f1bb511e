import type { Derive } from '../crypto/derivation/derive.ts'
import type { GenerateKeyPair } from '../crypto/generation/key-pair-generator.ts'
import type { Compatibility } from '../handler/compatibility.ts'
import type { AnyHandler } from '../handler/handler.ts'
import type { ClientCredentials } from '../identity/client-credentials.ts'
import type { Tickets } from '../identity/tickets.ts'
import type { Authority } from '../pki/authority.ts'
import type { ReadPkcs12 } from '../pki/pkcs-12-reader.ts'
import { cancel } from './asynchronous/cancel.ts'
import { poll } from './asynchronous/poll.ts'
import { process } from './asynchronous/process.ts'
import { queryAsynchronousRequests } from './asynchronous/query-asynchronous-requests.ts'
import { addAttribute } from './attributes/add-attribute.ts'
import { adjustAttribute } from './attributes/adjust-attribute.ts'
import { deleteAttribute } from './attributes/delete-attribute.ts'
import { getAttributeList } from './attributes/get-attribute-list.ts'
import { getAttributes } from './attributes/get-attributes.ts'
import { modifyAttribute } from './attributes/modify-attribute.ts'
import { setAttribute } from './attributes/set-attribute.ts'
import { certify } from './certificates/certify.ts'
import { validate } from './certificates/validate.ts'
import { decrypt } from './cryptography/decrypt.ts'
import { encrypt } from './cryptography/encrypt.ts'
import { hash } from './cryptography/hash.ts'
import { mac } from './cryptography/mac.ts'
import { macVerify } from './cryptography/mac-verify.ts'
import { rngRetrieve } from './cryptography/rng-retrieve.ts'
import { rngSeed } from './cryptography/rng-seed.ts'
import { sign } from './cryptography/sign.ts'
import { signatureVerify } from './cryptography/signature-verify.ts'
import { exportObject } from './delivery/export.ts'
import { get } from './delivery/get.ts'
import { importObject } from './delivery/import.ts'
import { activate } from './lifecycle/activate.ts'
import { archive } from './lifecycle/archive.ts'
import { check } from './lifecycle/check.ts'
import { create } from './lifecycle/create.ts'
import { createKeyPair } from './lifecycle/create-key-pair.ts'
import { deriveKey } from './lifecycle/derive-key.ts'
import { destroy } from './lifecycle/destroy.ts'
import { getUsageAllocation } from './lifecycle/get-usage-allocation.ts'
import { obtainLease } from './lifecycle/obtain-lease.ts'
import { recover } from './lifecycle/recover.ts'
import { register } from './lifecycle/register.ts'
import { revoke } from './lifecycle/revoke.ts'
import { pkcs_11 } from './pkcs-11/pkcs-11.ts'
import { reCertify } from './replacement/re-certify.ts'
import { reKey } from './replacement/re-key.ts'
import { reKeyKeyPair } from './replacement/re-key-key-pair.ts'
import { reProvision } from './replacement/re-provision.ts'
import { locate } from './search/locate.ts'
import { discoverVersions } from './server/discover-versions.ts'
import { getConstraints } from './server/get-constraints.ts'
import { interop } from './server/interop.ts'
import { log } from './server/log.ts'
import { ping } from './server/ping.ts'
import { query } from './server/query.ts'
import { setConstraints } from './server/set-constraints.ts'
import { setDefaults } from './server/set-defaults.ts'
import { delegatedLogin } from './session/delegated-login.ts'
import { login } from './session/login.ts'
import { logout } from './session/logout.ts'
import { setEndpointRole } from './session/set-endpoint-role.ts'
import { createSplitKey } from './split-keys/create-split-key.ts'
import { joinSplitKey } from './split-keys/join-split-key.ts'

/** What operations need beside their scope. */
export interface Means {
  /** Takes long: done off the event loop. */
  readonly generateKeyPair: GenerateKeyPair
  /** Takes long: done off the event loop. */
  readonly derive: Derive
  /** Takes long: done in a thread of its own. */
  readonly readPkcs12: ReadPkcs12
  /** Signs what is certified; without one Certify and Re-certify are not done. */
  readonly certifyAuthority?: Authority | undefined
  readonly tickets: Tickets
  /** Without them Re-Provision is not done. */
  readonly clientCredentials?: ClientCredentials | undefined
}

/** Every operation that the server does. */
export const handlers = (
  { generateKeyPair, derive, readPkcs12, certifyAuthority, tickets, clientCredentials }: Means,
  compatibility: Compatibility,
): readonly AnyHandler[] => [
  create,
  createKeyPair(generateKeyPair),
  register(readPkcs12),
  reKey,
  reKeyKeyPair(generateKeyPair),
  deriveKey(derive),
  createSplitKey,
  joinSplitKey,
  ...(certifyAuthority ? [certify(certifyAuthority), reCertify(certifyAuthority)] : []),
  locate,
  check,
  get,
  exportObject,
  importObject,
  getAttributes,
  getAttributeList,
  addAttribute,
  modifyAttribute,
  deleteAttribute,
  obtainLease,
  getUsageAllocation,
  activate,
  revoke,
  destroy,
  archive,
  recover,
  validate(certifyAuthority),
  query,
  cancel,
  poll,
  discoverVersions,
  encrypt(compatibility),
  decrypt(compatibility),
  sign,
  signatureVerify,
  mac,
  macVerify,
  rngRetrieve,
  rngSeed,
  hash,
  setAttribute,
  adjustAttribute,
  log,
  interop,
  setDefaults,
  setConstraints,
  getConstraints,
  ping,
  queryAsynchronousRequests,
  process,
  login(tickets),
  logout(tickets),
  delegatedLogin(tickets),
  setEndpointRole,
  ...(clientCredentials ? [reProvision(clientCredentials, generateKeyPair)] : []),
  pkcs_11(),
]
