import { findRoute } from '../../agent/http/find-route.ts'
import { commonErrors, type Route } from '../../agent/interface/route.ts'
import { routes } from '../../agent/interface/routes.ts'

/** Whether the interface declares that a request may fail with a code. */
export const isDeclaredError = (method: string, path: string, code: string): boolean => {
  const common: readonly string[] = [...commonErrors, 'tooLarge']
  if (common.includes(code)) return true
  try {
    const { errors }: Route = routes[findRoute(method, path).id]
    return errors.some((each) => each === code)
  } catch {
    return code === 'notFound'
  }
}
