/**
 * Result Reasons of cryptographic failures. `BadCryptographicParameters` (contradictory) and
 * `UnsupportedCryptographicParameters` exist from KMIP 2.0 on; the pipeline maps them for older versions. The OASIS
 * cases require `InvalidMessage` for a missing IV (CS-BC-M-11 to -13) and `GeneralFailure` for a bad Tag Length
 * (CS-BC-M-GCM-1).
 */
export type CryptoReason =
  | 'InvalidField'
  | 'InvalidMessage'
  | 'CryptographicFailure'
  | 'BadCryptographicParameters'
  | 'UnsupportedCryptographicParameters'
  | 'GeneralFailure'

/** An error of server/crypto. Its message never contains key material or data. */
export class CryptoError extends Error {
  override readonly name = 'CryptoError'
  readonly reason: CryptoReason

  constructor(reason: CryptoReason, message: string) {
    super(message)
    this.reason = reason
  }
}
