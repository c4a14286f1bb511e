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

const changeEverywhere = (change: (element: Element) => Element) => (file: CaseFile) => ({
  ...file,
  steps: file.steps.map((step) => ({
    ...step,
    request: mapElement(step.request, change),
    response: mapElement(step.response, change),
  })),
})

const replaceValue = (from: string, to: string) =>
  changeEverywhere((element) => (element.value.toLowerCase() === from ? { ...element, value: to } : element))

/** A wrapped key's Key Value as the Byte String that the specification has. */
const unwrapStructure = changeEverywhere((element) => {
  const material = find(element, 'KeyValue', 'KeyMaterial')
  if (element.name !== 'KeyBlock' || !find(element, 'KeyWrappingData') || !material) return element
  const value = { ...material, name: 'KeyValue' }
  return { ...element, children: element.children.map((child) => (child.name === 'KeyValue' ? value : child)) }
})

const copyRequestVersions = (file: CaseFile): CaseFile => ({
  ...file,
  steps: file.steps.map((step) => {
    const version = find(step.request, 'RequestHeader', 'ProtocolVersion')
    const change = (element: Element) => (element.name === 'ProtocolVersion' && version ? version : element)
    return { ...step, response: mapElement(step.response, change) }
  }),
})

/** Every message in the version of the first. */
const versionOfFirst = (file: CaseFile): CaseFile => {
  const version = find(file.steps[0]?.request, 'RequestHeader', 'ProtocolVersion')
  return changeEverywhere((element) => (element.name === 'ProtocolVersion' && version ? version : element))(file)
}

const seedCases = (version: string, suffix: string) =>
  ['1', '2', '3', '4'].map((number) => `${version}/CS-RNG-O-${number}-${suffix}`)

const waiveSeeded = (ids: readonly string[]) =>
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
    'v1.4/TC-WRAP-1-14',
    { reason: 'error 6: wrapped key inside a Key Value structure instead of a Byte String', correct: unwrapStructure },
  ],
  ['v1.4/OMOS-O-1-14', { reason: 'error 8: response 2 is in version 1.3', correct: copyRequestVersions }],
  ['v1.2/TC-NP-2-12', { reason: 'error 8: what the server asks is in version 1.0', correct: versionOfFirst }],
  ...waiveSeeded(seedCases('v1.4', '14')),
  ...waiveSeeded(seedCases('v2.1', '21')),
])
