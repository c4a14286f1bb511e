export type EnvelopeFault = 'notAnEnvelope' | 'unknownVersion' | 'truncated' | 'altered'

/** Sealed data cannot be opened: it is none, it is cut off, or it is not what was sealed. */
export class EnvelopeError extends Error {
  override readonly name = 'EnvelopeError'
  readonly fault: EnvelopeFault

  constructor(fault: EnvelopeFault, message: string) {
    super(message)
    this.fault = fault
  }
}
