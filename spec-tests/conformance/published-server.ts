import { randomUUID } from 'node:crypto'
import { parseNowOffset } from './bindings.ts'
import { batchItems, type CaseFile } from './case-file.ts'
import { descendants, type Element, leaf, mapElement, structure, valueAt } from './element.ts'
import type { Connection } from './play.ts'
import { keyOfSupplied } from './run-state.ts'
import { toIsoSeconds } from './value.ts'

/**
 * A connection without a server: answers each step of a case with the printed answer, its placeholders filled in. What the judge says
 * of it tells whether the judge is right, without any server. `change` can spoil an answer on its way.
 */
export const openPublishedServer = (
  file: CaseFile,
  change: (answer: Element, step: number) => Element = (answer) => answer,
): Connection => {
  const now = 1_700_000_000
  const values = new Map<string, string>()
  const supplied = new Set<string>()
  let at = -1
  let last: Element | undefined
  const fillPlaceholder = (element: Element): Element => {
    const { value } = element
    const offset = parseNowOffset(value)
    if (offset !== undefined) return { ...element, value: toIsoSeconds(now + offset) }
    if (element.type === 'DateTime' && (element.name === 'TimeStamp' || !supplied.has(keyOfSupplied(element))))
      return { ...element, value: toIsoSeconds(now) }
    if (!value.startsWith('$')) return element
    if (!values.has(value))
      values.set(value, element.type === 'ByteString' ? randomUUID().replaceAll('-', '') : randomUUID())
    return { ...element, value: values.get(value) ?? '' }
  }
  const nextAnswer = (): Element => {
    const step = file.steps[++at]
    if (!step) throw new Error('the case has no more steps')
    for (const element of descendants(step.request)) supplied.add(keyOfSupplied(element))
    last = change(mapElement(step.response, fillPlaceholder), at)
    return last
  }
  let sent: Element | undefined
  return {
    now: () => now,
    wait: () => Promise.resolve(),
    async send(request) {
      const probed = batchItems(request)[0]
      if (request === sent && last) return last
      const expected = file.steps[at + 1]?.request
      if (
        expected &&
        batchItems(expected)
          .map((item) => valueAt(item, 'Operation'))
          .join() ===
          batchItems(request)
            .map((item) => valueAt(item, 'Operation'))
            .join()
      ) {
        sent = request
        return nextAnswer()
      }
      const listed =
        last &&
        [...descendants(last)].some(({ name, value }) => name === 'Operation' && value === valueAt(probed, 'Operation'))
      return structure(
        'ResponseMessage',
        structure(
          'BatchItem',
          leaf('ResultStatus', 'Enumeration', 'OperationFailed'),
          leaf('ResultReason', 'Enumeration', listed ? 'InvalidMessage' : 'OperationNotSupported'),
        ),
      )
    },
  }
}
