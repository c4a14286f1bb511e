import { KmipError } from '../../codec/index.ts'

/** The Result Reason that a call fails with, or `none`: for tests. */
export const reasonOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof KmipError) return error.reason
    throw error
  }
  return 'none'
}
