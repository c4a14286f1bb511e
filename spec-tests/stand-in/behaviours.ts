import { type Behaviour, type Method, methods, type Step } from './behaviour.ts'
import { answerBehaviours } from './behaviours/answers.ts'
import { connectionBehaviours } from './behaviours/connections.ts'
import { keyBehaviours } from './behaviours/keys.ts'

/** What other vendors' servers do differently from this one. docs/compatibility.md has this table. */
export const behaviours = { ...keyBehaviours, ...answerBehaviours, ...connectionBehaviours } as const

export type BehaviourName = keyof typeof behaviours

export const behaviourNames = Object.keys(behaviours) as readonly BehaviourName[]

export const findBehaviours = (names: readonly BehaviourName[]): readonly Behaviour[] =>
  names.map((name) => behaviours[name])

/** Pairs that no server can have: one server does not speak 1.0 only and 1.4 only. */
const areContradictory = (one: Behaviour, other: Behaviour): boolean =>
  one.versions !== undefined && other.versions !== undefined

/** Each behaviour with each other. */
export const pairs: readonly (readonly [BehaviourName, BehaviourName])[] = behaviourNames.flatMap((one, position) =>
  behaviourNames
    .slice(position + 1)
    .filter((other) => !areContradictory(behaviours[one], behaviours[other]))
    .map((other) => [one, other] as const),
)

/** What a server with these behaviours can do for an agent. */
export interface Abilities {
  /** Methods of wrapping. */
  readonly methods: readonly Method[]
  /** Those of them that open with a Deactivated key. */
  readonly opensDeactivated: readonly Method[]
  /** What an agent can do. */
  can(step: Step): boolean
  /** A step may fail, and must succeed when it is repeated. */
  readonly interrupts: boolean
}

type Limits = Pick<Behaviour, 'lacks' | 'closes' | 'prevents'>

/** What two behaviours prevent together, and neither alone. */
const combinations: readonly (Limits & { readonly of: readonly [BehaviourName, BehaviourName] })[] = [
  // A key that a method registers for a moment is Active, and cannot be destroyed.
  { of: ['createActivates', 'revokeRefused'], lacks: ['keyWrap'] },
  // No key can be told from another.
  { of: ['locateIgnoresFilters', 'getAttributesRefused'], prevents: ['create', 'rekey'] },
]

export const findAbilities = (names: readonly BehaviourName[]): Abilities => {
  const all = findBehaviours(names)
  const limits: readonly Limits[] = [
    ...all,
    ...combinations.filter(({ of }) => of.every((each) => names.includes(each))),
  ]
  const able = methods.filter((method) => !limits.some(({ lacks }) => lacks?.includes(method)))
  return {
    methods: able,
    opensDeactivated: able.filter((method) => !limits.some(({ closes }) => closes?.includes(method))),
    can: (step) => !limits.some(({ prevents }) => prevents?.includes(step)),
    interrupts: all.some(({ answersPerConnection }) => answersPerConnection !== undefined),
  }
}
