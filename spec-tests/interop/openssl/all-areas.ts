import { agreements } from './agreements.ts'
import { type ComparedEntry, listArea } from './area.ts'
import { certificates } from './certificates.ts'
import { ciphers } from './ciphers.ts'
import { derivations } from './derivations.ts'
import { hashes } from './hashes.ts'
import { keyFormats } from './key-formats.ts'
import { keyPairs } from './key-pairs.ts'
import { macs } from './macs.ts'
import { operations } from './operations.ts'
import { rsaEncryption } from './rsa-encryption.ts'
import type { ServerUnderTest } from './server-under-test.ts'
import { signatures } from './signatures.ts'
import { rsaWrappings, wrappings } from './wrappings.ts'

/** All cryptography of the server, found out by asking it, and how each of it is compared with openssl. */
export const listAllAreas = async (server: ServerUnderTest): Promise<readonly ComparedEntry[]> => [
  ...(await listArea(operations, server)),
  ...(await listArea(hashes, server)),
  ...(await listArea(macs, server)),
  ...(await listArea(ciphers, server)),
  ...(await listArea(rsaEncryption, server)),
  ...(await listArea(keyPairs, server)),
  ...(await listArea(signatures, server)),
  ...(await listArea(derivations, server)),
  ...(await listArea(agreements, server)),
  ...(await listArea(wrappings, server)),
  ...(await listArea(rsaWrappings, server)),
  ...(await listArea(keyFormats, server)),
  ...(await listArea(certificates, server)),
]
