import { CodecError } from '../wire/error.ts'

/** Adds one step to the path of an error that passes by. */
export const addErrorStep = (error: unknown, step: string): unknown =>
  error instanceof CodecError ? error.within(step) : error
