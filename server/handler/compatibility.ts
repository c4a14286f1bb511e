/** What some clients need and the standard does not provide for; all off unless the configuration says otherwise. */
export interface Compatibility {
  /** Decrypt takes the IV from the front of the data where the request has none, as EDB's `thales` wrapper sends it. */
  readonly ivInFront: boolean
  /** Encrypt gives back an IV that the client gave, as kmip-go's examples count on. */
  readonly ivInAnswer: boolean
}

export const noCompatibility: Compatibility = { ivInFront: false, ivInAnswer: false }
