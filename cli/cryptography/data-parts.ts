/** Bytes in one request: well below what servers take in a message. */
const partSize = 512 * 1024

/** What a request says of its part. KMIP 2.1 §6.1. */
interface Part {
  readonly data: Uint8Array
  readonly correlationValue?: Uint8Array
  readonly initIndicator?: true
  readonly finalIndicator?: true
}

/** Whether a part is the last one, or the only one. */
export const isLast = ({ initIndicator, correlationValue, finalIndicator }: Part): boolean =>
  finalIndicator === true || !(initIndicator || correlationValue)

/**
 * Has data worked on in one request, or, when it is large, in several (KMIP 1.3 on). `ask` sends one part.
 *
 * @returns the answer to the last part
 */
export const sendInParts = async <A extends { readonly correlationValue?: Uint8Array | undefined }>(
  data: Uint8Array,
  ask: (part: Part) => Promise<A>,
): Promise<A> => {
  if (data.length <= partSize) return ask({ data })
  let answer = await ask({ data: data.subarray(0, partSize), initIndicator: true })
  for (let at = partSize; at < data.length; at += partSize) {
    const { correlationValue } = answer
    answer = await ask({
      data: data.subarray(at, at + partSize),
      ...(correlationValue && { correlationValue }),
      ...(at + partSize >= data.length && { finalIndicator: true as const }),
    })
  }
  return answer
}
