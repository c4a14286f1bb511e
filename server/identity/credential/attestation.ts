import { KmipError } from '../../../codec/index.ts'
import type { Claim } from './claim.ts'

/**
 * The server neither requires nor verifies attestation, as Query reports (Attestation Capability). An Attestation credential is
 * refused, not ignored: a client that attests relies on its verification. KMIP 1.4 §11.1, 2.1 §9.11.
 */
export const createAttestationClaim = (): Claim => ({
  key: 'attestation',
  shown: 'an attestation',
  unguessable: true,
  async check() {
    throw new KmipError('FeatureNotSupported', 'Attestation is not supported: leave out the Attestation credential.')
  },
})
