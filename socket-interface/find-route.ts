import { InterfaceError } from './interface-error.ts'
import type { InterfaceDeclaration, Route, RouteTable } from './route.ts'

export interface FoundRoute<Id> {
  readonly id: Id
  readonly route: Route
  /** The name in the path; empty where the path has none. */
  readonly name: string
}

interface ParsedRoute<Id> {
  readonly id: Id
  readonly route: Route
  readonly method: string
  readonly before: string
  /** What follows the name; absent where the path has no name. */
  readonly after: string | undefined
}

const parseRoute = <Id extends string>(id: Id, route: Route): ParsedRoute<Id> => {
  const [method = '', path = ''] = id.split(' ')
  const [before = '', after] = path.split('{name}')
  return { id, route, method, before, after }
}

const decodeSegment = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new InterfaceError('badRequest', 'The path is malformed.')
  }
}

/** The name in a path that the route has; else `undefined`. */
const matchPath = ({ before, after }: ParsedRoute<string>, path: string): string | undefined => {
  if (after === undefined) return path === before ? '' : undefined
  if (!path.startsWith(before) || !path.endsWith(after)) return undefined
  const name = path.slice(before.length, path.length - after.length)
  return name === '' || name.includes('/') ? undefined : decodeSegment(name)
}

/** A function that finds the route of a request. It throws an InterfaceError when the interface has no such route. */
export const createRouteFinder = <Routes extends RouteTable>({
  routes,
  wrongMethod,
}: Pick<InterfaceDeclaration<Routes>, 'routes' | 'wrongMethod'>) => {
  const parsedRoutes = Object.entries<Route>(routes).map(([id, route]) =>
    parseRoute(id as keyof Routes & string, route),
  )
  return (method: string, path: string): FoundRoute<keyof Routes & string> => {
    const matches = parsedRoutes.flatMap((route) => {
      const name = matchPath(route, path)
      return name === undefined ? [] : [{ ...route, name }]
    })
    const match = matches.find((route) => route.method === method)
    if (match) return match
    if (matches.length === 0)
      throw new InterfaceError('notFound', `There is no ${path}: the interface begins with /v1.`)
    const error = new InterfaceError(wrongMethod, `${path} does not take ${method}.`)
    error.allow = matches.map((route) => route.method)
    throw error
  }
}
