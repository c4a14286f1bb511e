import { KmipResponseError } from '../../client/index.ts'

/** For what the KMS may refuse without harm. @throws other errors: the KMS is away, or its answer cannot be used */
export const ignoreRefusal = (error: unknown): undefined => {
  if (!(error instanceof KmipResponseError)) throw error
}
