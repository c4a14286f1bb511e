import type { ClientOperation } from '../../../codec/index.ts'
import type { TourContext } from './context.ts'
import { cryptographyStops } from './cryptography-stops.ts'
import { objectStops } from './object-stops.ts'
import { serverStops } from './server-stops.ts'

/** Operations that a tour of somebody's server does not call, and why. */
export const leftOut = {
  ReProvision: "replaces the client's certificate",
  SetConstraints: 'changes what every client may create',
  SetDefaults: 'changes what every client creates',
  SetEndpointRole: 'reverses the connection; `subscribe` has tests of its own',
} as const satisfies Readonly<Partial<Record<ClientOperation, string>>>

type Stops = Readonly<Partial<Record<ClientOperation, (context: TourContext) => Promise<void>>>>

/** One walk for each operation. It throws where an answer is not what the request was for. */
export const stops: Stops = {
  ...serverStops,
  ...objectStops,
  ...cryptographyStops,
}
