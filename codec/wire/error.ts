/**
 * The kind of a fault in a message. `malformed`: the bytes are not a message (answered Invalid Message);
 * `field`: a field is missing, unexpected or has a wrong value (answered Invalid Field); `repeated`: a field is there more than
 * once (answered Invalid Message, KMIP 1.4 §11.1); `enumeration`: the standard has not assigned the number (answered Unknown
 * Enumeration).
 */
export type CodecFault = 'malformed' | 'field' | 'repeated' | 'enumeration'

/** Thrown by every reader, writer and walker. `path` names the place from the outside in: `RequestMessage/BatchItem[0]/…`. */
export class CodecError extends Error {
  override readonly name = 'CodecError'
  readonly fault: CodecFault
  readonly detail: string
  readonly path: readonly string[]

  constructor(fault: CodecFault, detail: string, path: readonly string[] = []) {
    super(path.length ? `${path.join('/')}: ${detail}` : detail)
    this.fault = fault
    this.detail = detail
    this.path = path
  }

  /** The same error, one structure further out. */
  within(step: string): CodecError {
    return new CodecError(this.fault, this.detail, [step, ...this.path])
  }
}
