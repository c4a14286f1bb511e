/**
 * Cases that fail, by the reason: the operation or feature that is missing, or the contradiction in the case itself.
 * A case that fails and is not listed fails the run; so does a listed case that passes.
 */
const byReason: Record<string, readonly string[]> = {
  'the case contradicts itself: the last Cancel is answered with a correlation value that no answer gave': [
    'v1.0/TC-32-10',
  ],
  'the case contradicts itself: Get of part 4 is answered with the identifier of part 1': [
    'v1.2/TC-SJ-2-12',
    'v1.2/TC-SJ-4-12',
  ],
  'the case contradicts itself: it sends a Deactivation Date of 2010 and expects 2070 back': ['v1.0/TC-92-10'],
  'the case contradicts itself: it sends dates of 2070 and expects 2020 back': ['v1.0/TC-94-10'],
  'the case contradicts itself: Get is expected to return other bytes than were registered': [
    'v1.0/TC-ECC-3-10',
    'v1.2/TC-ECC-2-12',
  ],
}

/** Case → reason. */
export const knownFailures: ReadonlyMap<string, string> = new Map(
  Object.entries(byReason).flatMap(([reason, ids]) => ids.map((id) => [id, reason] as const)),
)
