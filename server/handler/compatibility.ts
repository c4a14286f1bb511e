/** Deviations from the standard that some clients need. All are off by default. */
export interface Compatibility {
  /** Decrypt reads the IV from the front of the data when the request has none, as EDB's `thales` wrapper sends it. */
  readonly ivInFront: boolean
  /** Encrypt returns the client's own IV, which kmip-go's examples expect. */
  readonly ivInAnswer: boolean
}

export const noCompatibility: Compatibility = { ivInFront: false, ivInAnswer: false }
