import { AgentError } from '../interface/agent-error.ts'
import { type RouteId, routes } from '../interface/routes.ts'

export interface FoundRoute {
  readonly id: RouteId
  /** The name in the path; empty where the path has none. */
  readonly name: string
}

interface ParsedRoute {
  readonly id: RouteId
  readonly method: string
  readonly before: string
  /** What follows the name; absent where the path has no name. */
  readonly after: string | undefined
}

const parsedRoutes: readonly ParsedRoute[] = (Object.keys(routes) as RouteId[]).map((id) => {
  const [method = '', path = ''] = id.split(' ')
  const [before = '', after] = path.split('{name}')
  return { id, method, before, after }
})

const decodeSegment = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new AgentError('badRequest', 'The path is malformed.')
  }
}

/** The name in a path that the route has; else `undefined`. */
const matchPath = ({ before, after }: ParsedRoute, path: string): string | undefined => {
  if (after === undefined) return path === before ? '' : undefined
  if (!path.startsWith(before) || !path.endsWith(after)) return undefined
  const name = path.slice(before.length, path.length - after.length)
  return name === '' || name.includes('/') ? undefined : decodeSegment(name)
}

/** @throws AgentError when the interface has no such route */
export const findRoute = (method: string, path: string): FoundRoute => {
  const matches = parsedRoutes.flatMap((route) => {
    const name = matchPath(route, path)
    return name === undefined ? [] : [{ ...route, name }]
  })
  const match = matches.find((route) => route.method === method)
  if (match) return match
  throw matches.length > 0
    ? new AgentError('badRequest', `${path} does not take ${method}.`)
    : new AgentError('notFound', `There is no ${path}: the interface begins with /v1.`)
}
