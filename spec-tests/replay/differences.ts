import type { Item } from '../../codec/index.ts'
import { findExpectedAnswer } from './expected-answer.ts'

type Lines = readonly string[]

/** Where our answer rightly is another one than the recorded. */
export interface Difference {
  /** `CLIENT NUMBER`: exchanges of the client's session, from 1. */
  readonly at: readonly string[]
  readonly why: string
  /** The recorded lines as they should be. */
  expected(recorded: Lines, ours: Lines, request: Item): Lines
}

const without =
  (line: string) =>
  (recorded: Lines): Lines =>
    recorded.filter((each) => each.trim() !== line)

const instead =
  (was: string, is: string) =>
  (recorded: Lines): Lines =>
    recorded.map((each) => (each.trim() === was ? each.replace(was, is) : each))

const begins = (word: string) => (line: string) => line.trim().startsWith(`${word} `)

/** The same lines of this tag, in whatever order ours come. */
const inAnyOrder =
  (tag: string) =>
  (recorded: Lines, ours: Lines): Lines => {
    const is = begins(tag)
    const found = ours.filter(is)
    const same = [...found].sort().join() === recorded.filter(is).sort().join()
    const next = same ? found.values() : recorded.filter(is).values()
    return recorded.map((line) => (is(line) ? (next.next().value ?? line) : line))
  }

/** All lines of this tag that were recorded, and more. */
const atLeast =
  (tag: string, except: string[] = []) =>
  (recorded: Lines, ours: Lines): Lines => {
    const is = begins(tag)
    const found = ours.filter(is)
    const needed = recorded.filter(is).filter((line) => !except.includes(line.trim()))
    if (!needed.every((line) => found.includes(line))) return recorded
    const first = recorded.findIndex(is)
    return [...recorded.slice(0, first), ...found]
  }

const located = inAnyOrder('UniqueIdentifier')

export const differences: readonly Difference[] = [
  {
    at: ['kmippp 5', 'PyKMIP 1.2 5'],
    why: 'Attribute Index 0 is left out (KMIP 1.4 §2.1.1 lets a server do so, the OASIS cases print none).',
    expected: without('AttributeIndex Integer 0'),
  },
  {
    at: ['kmippp 6', 'PyKMIP 1.2 3'],
    why: 'The recorded server lists the newest object first, ours the oldest.',
    expected: located,
  },
  {
    at: ['PyKMIP 2.0 3'],
    why: 'The same, and Located Items is given from KMIP 1.3 on.',
    expected: (recorded, ours) => {
      const at = recorded.findIndex(begins('UniqueIdentifier'))
      const count = `      LocatedItems Integer ${recorded.length - at}`
      return located([...recorded.slice(0, at), count, ...recorded.slice(at)], ours)
    },
  },
  {
    at: ['libmongocrypt 3', 'libmongocrypt 4', 'libmongocrypt 5'],
    why: 'The recorded server gives Secret Data as Opaque that was registered as Raw; ours gives what was registered.',
    expected: instead('KeyFormatType Enumeration 0x00000002', 'KeyFormatType Enumeration 0x00000001'),
  },
  {
    at: ['Barbican 7'],
    why: 'The recorded server refuses Create Key Pair without usage masks; Barbican sends none.',
    expected: (recorded, ours) => [
      ...recorded.slice(0, recorded.findIndex(begins('ResultStatus'))),
      '    ResultStatus Enumeration 0x00000000',
      '    ResponsePayload',
      ...['Private', 'Public'].map((half) => {
        const key = begins(`${half}KeyUniqueIdentifier`)
        return ours.find((line) => key(line) && /"[0-9a-f-]{36}"$/.test(line)) ?? `${half}KeyUniqueIdentifier`
      }),
    ],
  },
  {
    at: ['PyKMIP 1.2 4'],
    why: 'Our objects have no Operation Policy Name unless a client gives one, and attributes that PyKMIP does not keep.',
    expected: atLeast('AttributeName', ['AttributeName TextString "Operation Policy Name"']),
  },
  {
    at: ['PyKMIP 2.0 4'],
    why: 'Our objects have attributes that PyKMIP does not keep.',
    expected: atLeast('AttributeReference'),
  },
  {
    at: ['vCenter 7 1', 'vCenter 7 2'],
    why: 'Ours speaks KMIP 2.1 too, which is the newest and comes first.',
    expected: (recorded) => {
      const payload = recorded.findIndex((line) => line.trim() === 'ResponsePayload')
      const [head = '', major = '', minor = ''] = recorded.slice(payload + 1)
      return [...recorded.slice(0, payload + 1), head, major, minor.replace(/0$/, '1'), ...recorded.slice(payload + 1)]
    },
  },
  {
    at: ['vCenter 7 3'],
    why: 'Our name, and Server Information, which vCenter asks for by its query function.',
    expected: (recorded) => [
      ...recorded.slice(0, -1),
      '      VendorIdentification TextString "kmip"',
      '      ServerInformation',
    ],
  },
  {
    at: ['vCenter 7 8'],
    why: 'The recorded server could not parse a batch of three; vCenter then had keys without its attributes.',
    expected: (_, __, request) => findExpectedAnswer(request),
  },
]
