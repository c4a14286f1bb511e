export interface Settings {
  /** Rounds of each comparison. */
  readonly rounds: number
  /** Duration of one measurement. */
  readonly seconds: number
  /** Objects in the large store. */
  readonly objects: number
  /** Small amounts, to show that everything runs: the figures are meaningless. */
  readonly smoke: boolean
}
