import { agreements } from './agreements.ts'
import { type Listed, listed } from './area.ts'
import { certificates } from './certificates.ts'
import { ciphers } from './ciphers.ts'
import { derivations } from './derivations.ts'
import { hashes } from './hashes.ts'
import { keyFormats } from './key-formats.ts'
import { keyPairs } from './key-pairs.ts'
import { macs } from './macs.ts'
import { operations } from './operations.ts'
import { rsaEncryption } from './rsa-encryption.ts'
import type { Served } from './served.ts'
import { signatures } from './signatures.ts'
import { rsaWrappings, wrappings } from './wrappings.ts'

/** All cryptography of the server, found out by asking it, and how each of it is compared with openssl. */
export const everything = async (server: Served): Promise<readonly Listed[]> => [
  ...(await listed(operations, server)),
  ...(await listed(hashes, server)),
  ...(await listed(macs, server)),
  ...(await listed(ciphers, server)),
  ...(await listed(rsaEncryption, server)),
  ...(await listed(keyPairs, server)),
  ...(await listed(signatures, server)),
  ...(await listed(derivations, server)),
  ...(await listed(agreements, server)),
  ...(await listed(wrappings, server)),
  ...(await listed(rsaWrappings, server)),
  ...(await listed(keyFormats, server)),
  ...(await listed(certificates, server)),
]
