import { type AttributeId, type AttributeInstance, KmipError, valueIn } from '../../codec/index.ts'

/** The first must not come before, or after, the second. KMIP 1.4 §3.25, §3.26; 2.1 §4.40, §4.41. */
const rules = [
  ['ProcessStartDate', 'ActivationDate', 'precede'],
  ['ProtectStopDate', 'DeactivationDate', 'be later than'],
] as const

/**
 * Refuses dates that contradict each other, where the client gives one of them. `attributes`: those that the object has then;
 * `given`: those that the request is about.
 */
export const requireDateOrder = (
  attributes: readonly AttributeInstance[],
  given: readonly { readonly attribute: AttributeId }[],
): void => {
  for (const [first, second, wrong] of rules) {
    if (!given.some(({ attribute }) => attribute === first || attribute === second)) continue
    const [a, b] = [valueIn(attributes, first), valueIn(attributes, second)]
    if (a && b && (wrong === 'precede' ? a < b : a > b))
      throw new KmipError('InvalidAttributeValue', `${first} must not ${wrong} ${second}.`)
  }
}
