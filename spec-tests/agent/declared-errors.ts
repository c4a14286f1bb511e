import { agentInterface } from '../../agent/interface/respond.ts'
import { type AgentRoute, commonErrors } from '../../agent/interface/route.ts'
import { routes } from '../../agent/interface/routes.ts'
import { createRouteFinder } from '../../socket-interface/find-route.ts'

const findRoute = createRouteFinder(agentInterface)

/** Whether the interface declares that a request may fail with a code. */
export const isDeclaredError = (method: string, path: string, code: string): boolean => {
  const common: readonly string[] = [...commonErrors, 'tooLarge']
  if (common.includes(code)) return true
  try {
    const { errors }: AgentRoute = routes[findRoute(method, path).id]
    return errors.some((each) => each === code)
  } catch {
    return code === 'notFound'
  }
}
