/** Bytes in one request: well below the message limits of servers. */
const partSize = 512 * 1024

/** One part of the data in a request. KMIP 2.1 §6.1. */
interface Part {
  readonly data: Uint8Array
  readonly correlationValue?: Uint8Array
  readonly initIndicator?: true
  readonly finalIndicator?: true
}

/** Whether a part is the last or only one. */
export const isLast = ({ initIndicator, correlationValue, finalIndicator }: Part): boolean =>
  finalIndicator === true || !(initIndicator || correlationValue)

/**
 * Sends data in one request, or large data in several parts (KMIP 1.3 on). `ask` sends one part.
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
