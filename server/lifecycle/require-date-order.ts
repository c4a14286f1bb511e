import { type AttributeId, type AttributeInstance, KmipError, valueIn } from '../../codec/index.ts'

/** The first date must not precede, or be later than, the second. KMIP 1.4 §3.25, §3.26; 2.1 §4.40, §4.41. */
const rules = [
  ['ProcessStartDate', 'ActivationDate', 'precede'],
  ['ProtectStopDate', 'DeactivationDate', 'be later than'],
] as const

/**
 * Refuses contradictory dates if the request sets one of them. `attributes` are those of the resulting object, `given`
 * those of the request.
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
