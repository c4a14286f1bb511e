import type { Derive } from '../crypto/derive.ts'
import type { GenerateKeyPair } from '../crypto/key-pair-generator.ts'
import type { ClientCredentials } from '../identity/client-credentials.ts'
import type { Tickets } from '../identity/tickets.ts'
import type { Authority } from '../pki/authority.ts'
import type { ReadPkcs12 } from '../pki/pkcs-12-reader.ts'
import { activate } from './activate.ts'
import { addAttribute } from './add-attribute.ts'
import { adjustAttribute } from './adjust-attribute.ts'
import { archive } from './archive.ts'
import { cancel } from './cancel.ts'
import { certify } from './certify.ts'
import { check } from './check.ts'
import type { Compatibility } from './compatibility.ts'
import { create } from './create.ts'
import { createKeyPair } from './create-key-pair.ts'
import { createSplitKey } from './create-split-key.ts'
import { decrypt } from './decrypt.ts'
import { delegatedLogin } from './delegated-login.ts'
import { deleteAttribute } from './delete-attribute.ts'
import { deriveKey } from './derive-key.ts'
import { destroy } from './destroy.ts'
import { discoverVersions } from './discover-versions.ts'
import { encrypt } from './encrypt.ts'
import { exportObject } from './export.ts'
import { get } from './get.ts'
import { getAttributeList } from './get-attribute-list.ts'
import { getAttributes } from './get-attributes.ts'
import { getConstraints } from './get-constraints.ts'
import { getUsageAllocation } from './get-usage-allocation.ts'
import type { AnyHandler } from './handler.ts'
import { hash } from './hash.ts'
import { importObject } from './import.ts'
import { interop } from './interop.ts'
import { joinSplitKey } from './join-split-key.ts'
import { locate } from './locate.ts'
import { log } from './log.ts'
import { login } from './login.ts'
import { logout } from './logout.ts'
import { mac } from './mac.ts'
import { macVerify } from './mac-verify.ts'
import { modifyAttribute } from './modify-attribute.ts'
import { obtainLease } from './obtain-lease.ts'
import { ping } from './ping.ts'
import { pkcs_11 } from './pkcs-11.ts'
import { poll } from './poll.ts'
import { process } from './process.ts'
import { query } from './query.ts'
import { queryAsynchronousRequests } from './query-asynchronous-requests.ts'
import { reCertify } from './re-certify.ts'
import { reKey } from './re-key.ts'
import { reKeyKeyPair } from './re-key-key-pair.ts'
import { reProvision } from './re-provision.ts'
import { recover } from './recover.ts'
import { register } from './register.ts'
import { revoke } from './revoke.ts'
import { rngRetrieve } from './rng-retrieve.ts'
import { rngSeed } from './rng-seed.ts'
import { setAttribute } from './set-attribute.ts'
import { setConstraints } from './set-constraints.ts'
import { setDefaults } from './set-defaults.ts'
import { setEndpointRole } from './set-endpoint-role.ts'
import { sign } from './sign.ts'
import { signatureVerify } from './signature-verify.ts'
import { validate } from './validate.ts'

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
