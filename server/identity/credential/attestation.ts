import { KmipError } from '../../../codec/index.ts'
import type { Claim } from './claim.ts'

/**
 * Nothing here requires attestation, nor can it be verified: Query says so (Attestation Capability). One that is sent all
 * the same is refused rather than passed over, as a client that attests relies on being looked at. KMIP 1.4 §11.1, 2.1 §9.11.
 */
export const createAttestationClaim = (): Claim => ({
  key: 'attestation',
  shown: 'an attestation',
  unguessable: true,
  async check() {
    throw new KmipError(
      'FeatureNotSupported',
      'Attestation is not supported here; ask without an Attestation credential.',
    )
  },
})
