import { CodecError } from './error.ts'
import type { Reader } from './reader.ts'

/** Whether the bytes are well formed and only what they say is wrong: the reader can go on behind the item. */
export const isFieldFault = (error: unknown): error is CodecError =>
  error instanceof CodecError && error.fault !== 'malformed'

/** Reads the item here. If a field in it is wrong, calls `onFault` and steps over it. @throws {CodecError} when it is malformed */
export const readOrSkip = <V>(
  reader: Reader,
  read: () => V,
  onFault: (fault: CodecError) => void = () => undefined,
): V | undefined => {
  const mark = reader.mark()
  try {
    return read()
  } catch (error) {
    if (!isFieldFault(error)) throw error
    onFault(error)
    reader.reset(mark)
    reader.skip()
    return undefined
  }
}
