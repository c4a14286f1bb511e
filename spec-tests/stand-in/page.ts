import type { Behaviour } from './behaviour.ts'
import { behaviours } from './behaviours.ts'

const begin = '<!-- npm run reference writes this part from spec-tests/stand-in/behaviours.ts -->'
const end = '<!-- end of the written part -->'

const steps = {
  create: 'create keys',
  rekey: 'rotate',
  retire: 'retire old keys',
  recover: 'find its keys again without its folder',
  kmsKeys: 'make and destroy keys in the KMS',
} as const

const describeLimits = ({ lacks = [], closes = [], prevents = [] }: Behaviour): string =>
  [
    lacks.length > 0 ? `no method ${lacks.map((each) => `\`${each}\``).join(', ')}` : '',
    closes.length > 0 ? `\`retire\` refuses with ${closes.map((each) => `\`${each}\``).join(', ')}` : '',
    prevents.length > 0 ? `cannot ${prevents.map((each) => steps[each]).join(', ')}` : '',
  ]
    .filter(Boolean)
    .join('; ')

const toRow = ([name, behaviour]: readonly [string, Behaviour]): string =>
  `| \`${name}\` | ${behaviour.does} | *${behaviour.known}*: ${behaviour.source} | ${describeLimits(behaviour)} |`

/** The page with its table of behaviours written anew. */
export const withBehaviours = (page: string): string => {
  const from = page.indexOf(begin)
  const to = page.indexOf(end, from)
  if (from < 0 || to < from) throw new Error(`The page has no part between "${begin}" and "${end}"`)
  const table = [
    '| | the server | known | the agent there |',
    '| --- | --- | --- | --- |',
    ...Object.entries<Behaviour>(behaviours).map(toRow),
  ]
  return page.slice(0, from) + [begin, table.join('\n'), end].join('\n\n') + page.slice(to + end.length)
}
