import { randomUUID } from 'node:crypto'
import { nowOffset } from './bindings.ts'
import { batchItems, type CaseFile } from './case-file.ts'
import { descendants, type Element, leaf, mapElement, structure, valueAt } from './element.ts'
import type { Line } from './play.ts'
import { suppliedKey } from './run-state.ts'
import { isoSeconds } from './value.ts'

/**
 * A line to nobody: answers each step of a case with the printed answer, its placeholders filled in. What the judge says
 * of it tells whether the judge is right, without any server. `change` can spoil an answer on its way.
 */
export const publishedLine = (
  file: CaseFile,
  change: (answer: Element, step: number) => Element = (answer) => answer,
): Line => {
  const now = 1_700_000_000
  const values = new Map<string, string>()
  const supplied = new Set<string>()
  let at = -1
  let last: Element | undefined
  const filled = (element: Element): Element => {
    const { value } = element
    const offset = nowOffset(value)
    if (offset !== undefined) return { ...element, value: isoSeconds(now + offset) }
    if (element.type === 'DateTime' && (element.name === 'TimeStamp' || !supplied.has(suppliedKey(element))))
      return { ...element, value: isoSeconds(now) }
    if (!value.startsWith('$')) return element
    if (!values.has(value))
      values.set(value, element.type === 'ByteString' ? randomUUID().replaceAll('-', '') : randomUUID())
    return { ...element, value: values.get(value) ?? '' }
  }
  const next = (): Element => {
    const step = file.steps[++at]
    if (!step) throw new Error('the case has no more steps')
    for (const element of descendants(step.request)) supplied.add(suppliedKey(element))
    last = change(mapElement(step.response, filled), at)
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
        return next()
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
