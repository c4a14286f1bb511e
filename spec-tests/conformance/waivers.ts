import type { CaseFile } from './case-file.ts'
import { type Element, find, mapElement } from './element.ts'

/**
 * A published error of a case (numbers: the list in the README of the cases). It covers no more than that error.
 */
export interface Waiver {
  readonly reason: string
  /** Corrects the case; the corrected one must pass. */
  readonly correct?: (file: CaseFile) => CaseFile
  /** Path of the one value that may be wrong. */
  readonly at?: string
  /** Cases that print other outcomes of the same request; the answer must be one of them. */
  readonly alternatives?: readonly string[]
}

const everywhere = (change: (element: Element) => Element) => (file: CaseFile) => ({
  ...file,
  steps: file.steps.map((step) => ({
    ...step,
    request: mapElement(step.request, change),
    response: mapElement(step.response, change),
  })),
})

const replaceValue = (from: string, to: string) =>
  everywhere((element) => (element.value.toLowerCase() === from ? { ...element, value: to } : element))

/** A wrapped key's Key Value as the Byte String that the specification has. */
const unwrapStructure = everywhere((element) => {
  const material = find(element, 'KeyValue', 'KeyMaterial')
  if (element.name !== 'KeyBlock' || !find(element, 'KeyWrappingData') || !material) return element
  const value = { ...material, name: 'KeyValue' }
  return { ...element, children: element.children.map((child) => (child.name === 'KeyValue' ? value : child)) }
})

const versionsOfRequests = (file: CaseFile): CaseFile => ({
  ...file,
  steps: file.steps.map((step) => {
    const version = find(step.request, 'RequestHeader', 'ProtocolVersion')
    const change = (element: Element) => (element.name === 'ProtocolVersion' && version ? version : element)
    return { ...step, response: mapElement(step.response, change) }
  }),
})

/** The answer to Get names the object that was asked for. */
const identifiersOfGets = (file: CaseFile): CaseFile => ({
  ...file,
  steps: file.steps.map((step) => {
    const isGet = find(step.request, 'BatchItem', 'Operation')?.value === 'Get'
    const asked = find(step.request, 'BatchItem', 'RequestPayload', 'UniqueIdentifier')
    const change = (element: Element) => (isGet && asked && element.name === 'UniqueIdentifier' ? asked : element)
    return { ...step, response: mapElement(step.response, change) }
  }),
})

const partOfAnother: Waiver = {
  reason: 'Get of part 4 is answered with the identifier of part 1',
  correct: identifiersOfGets,
}

/** Every message in the version of the first. */
const versionOfFirst = (file: CaseFile): CaseFile => {
  const version = find(file.steps[0]?.request, 'RequestHeader', 'ProtocolVersion')
  return everywhere((element) => (element.name === 'ProtocolVersion' && version ? version : element))(file)
}

const longSalt: Waiver = {
  reason: 'error 4: signed with a PSS salt of 222 bytes and MGF1-SHA-256, neither of which is stated',
  at: 'ResponseMessage[1]/BatchItem/ResponsePayload/ValidityIndicator',
}

const seedCases = (version: string, suffix: string) =>
  ['1', '2', '3', '4'].map((number) => `${version}/CS-RNG-O-${number}-${suffix}`)

const seeded = (ids: readonly string[]) =>
  ids.map((id): [string, Waiver] => [
    id,
    {
      reason: 'error 9: four outcomes are printed for one request, and the server has another of them',
      alternatives: ids,
    },
  ])

/** Cases with a published error that a server cannot satisfy as printed. */
export const waivers: ReadonlyMap<string, Waiver> = new Map<string, Waiver>([
  [
    'v1.2/CS-BC-M-6-12',
    {
      reason: 'error 1: fd912d10… is not the ciphertext under the registered key',
      correct: replaceValue('fd912d102dbb482f6f6e91bd57119095', 'd9bcce11b0b437b90239552df3a360c9'),
    },
  ],
  [
    'v1.0/TC-32-10',
    {
      reason: 'the last Cancel is answered with a correlation value that no answer gave',
      correct: replaceValue('4d6bbfc35fe57fba', '$ASYNCHRONOUS_CORRELATION_VALUE'),
    },
  ],
  ['v1.2/TC-SJ-2-12', partOfAnother],
  ['v1.2/TC-SJ-4-12', partOfAnother],
  ['v1.4/CS-AC-M-2-14', longSalt],
  ['v2.1/CS-AC-M-2-21', longSalt],
  [
    'v1.4/TC-WRAP-1-14',
    { reason: 'error 6: wrapped key inside a Key Value structure instead of a Byte String', correct: unwrapStructure },
  ],
  ['v1.4/OMOS-O-1-14', { reason: 'error 8: response 2 is in version 1.3', correct: versionsOfRequests }],
  ['v1.2/TC-NP-2-12', { reason: 'error 8: what the server asks is in version 1.0', correct: versionOfFirst }],
  ...seeded(seedCases('v1.4', '14')),
  ...seeded(seedCases('v2.1', '21')),
])
