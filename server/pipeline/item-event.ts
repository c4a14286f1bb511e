/** One answered batch item, for the log; holds no key material and no payload. */
export interface ItemEvent {
  /** Whose rights counted. */
  readonly principal: string
  /** The client that acted, with a ticket of Delegated Login that `principal` gave. */
  readonly ticketHolder?: string | undefined
  /** The client's address and port; absent without a connection. */
  readonly peer?: string | undefined
  readonly operation: string
  readonly version: string
  readonly resultStatus: string
  readonly resultReason?: string | undefined
  readonly resultMessage?: string | undefined
  readonly uniqueIdentifier?: string | undefined
  readonly correlation?: string | undefined
  /** What a Locate without a match asked for: names of attributes, and the values of those that say what is sought. */
  readonly asked?: readonly string[] | undefined
  /** The Client Correlation Value. */
  readonly clientCorrelation?: string | undefined
}
