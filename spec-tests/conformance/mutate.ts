import type { CaseFile } from './case-file.ts'
import { descendants, type Element } from './element.ts'
import type { Check, RunState } from './run-state.ts'
import { toIsoSeconds, toSeconds } from './value.ts'

/** A case with one expectation changed, which the recorded conversation must no longer satisfy. */
export interface Mutant {
  /** `ResponseMessage[2]: State Active → Mutated` */
  readonly change: string
  readonly file: CaseFile
}

const createRandom = (seed: string) => {
  let state = 2166136261
  for (const character of seed) state = Math.imul(state ^ character.charCodeAt(0), 16777619)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const shuffle = <T>(values: readonly T[], next: () => number): T[] =>
  values
    .map((value) => ({ value, key: next() }))
    .sort((left, right) => left.key - right.key)
    .map(({ value }) => value)

const toggleEncrypt = (names: string) =>
  names.includes('Encrypt') ? names.replace(/\bEncrypt\b/, 'Verify') : `${names} Encrypt`.trim()

const flipBit = (hex: string) => (hex ? (Number.parseInt(hex.charAt(0), 16) ^ 1).toString(16) + hex.slice(1) : 'ff')

const changeValue = ({ type, value }: Element): string => {
  switch (type) {
    case 'Integer':
      return /^-?\d+$/.test(value) ? String(Number(value) + 1) : toggleEncrypt(value)
    case 'LongInteger':
    case 'Interval':
      return String(Number(value) + 1)
    case 'Boolean':
      return value === 'true' ? 'false' : 'true'
    case 'ByteString':
    case 'BigInteger':
      return flipBit(value)
    case 'DateTime':
      return toIsoSeconds(toSeconds(value) + 86400)
    default:
      return `${value}~`
  }
}

/** The element changed so that an answer which fitted it no longer does; undefined when nothing of it is checked. */
const mutate = (element: Element, check: Check, uses: Map<string, number>): Element | undefined => {
  if (check === 'free') return undefined
  if (check === 'predicate' || element.type === 'Structure') return { ...element, name: `${element.name}~` }
  if (check === 'date') return { ...element, value: '$NOW+864000' }
  if (check === 'bound')
    return element.value.startsWith('$') && (uses.get(element.value) ?? 0) > 1
      ? { ...element, value: `${element.value.replace(/_\d+$/, '')}_999` }
      : undefined
  return { ...element, value: changeValue(element) }
}

const countPlaceholders = (file: CaseFile) => {
  const uses = new Map<string, number>()
  for (const { response } of file.steps)
    for (const { value } of descendants(response))
      if (value.startsWith('$')) uses.set(value, (uses.get(value) ?? 0) + 1)
  return uses
}

const replaceIn = (message: Element, target: Element, replacement: Element): Element =>
  message === target
    ? replacement
    : { ...message, children: message.children.map((child) => replaceIn(child, target, replacement)) }

const describe = (from: Element, to: Element) =>
  from.name === to.name ? `${from.name} ${from.value} → ${to.value}` : `${from.name} → ${to.name}`

/**
 * Mutants of a passing case: `count` of its checked expectations (all when it is infinite), chosen by a generator that
 * the case's id seeds, one of each kind of check first.
 */
export const createMutants = (file: CaseFile, checks: RunState['checks'], count: number): Mutant[] => {
  const uses = countPlaceholders(file)
  const found = file.steps.flatMap((step, index) =>
    [...descendants(step.response)].flatMap((element) => {
      const check = checks.get(element)
      const replacement = check && mutate(element, check, uses)
      return replacement ? [{ index, step, element, check, replacement }] : []
    }),
  )
  const pool = shuffle(found, createRandom(file.id))
  const kinds = new Set<string>()
  const first = pool.filter(({ check, element }) => {
    const kind = `${check} ${element.type}`
    return kinds.has(kind) ? false : kinds.add(kind)
  })
  const rest = pool.filter((one) => !first.includes(one))
  return [...first, ...rest].slice(0, count).map(({ index, step, element, replacement }) => ({
    change: `ResponseMessage[${index}]: ${describe(element, replacement)}`,
    file: {
      ...file,
      steps: file.steps.with(index, { ...step, response: replaceIn(step.response, element, replacement) }),
    },
  }))
}
