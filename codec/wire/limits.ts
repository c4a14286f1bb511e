/** Bounds on what a reader accepts. They hold before anything is allocated from a declared length. */
export interface Limits {
  /** Bytes of one message, its header included. */
  readonly messageSize: number
  /** Structures inside each other. */
  readonly depth: number
  /** Items in one message. */
  readonly items: number
}

export const defaultLimits: Limits = { messageSize: 1024 * 1024, depth: 32, items: 50_000 }
