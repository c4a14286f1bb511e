import { KmipError, SetEndpointRole } from '../../../codec/index.ts'
import type { Handler } from '../../handler/handler.ts'

/**
 * Turns the connection round: from the next message on the server asks, and the client answers. It is told of its objects
 * then (Notify, Put). KMIP 2.1 §6.1.54.
 */
export const setEndpointRole: Handler<typeof SetEndpointRole> = {
  operation: SetEndpointRole,
  access: 'principals',
  asynchronous: 'never',
  target: 'none',
  run({ endpointRole }, { peer, principal, version }) {
    if (endpointRole !== 'Client' && endpointRole !== 'Server')
      throw new KmipError('InvalidField', `There is no Endpoint Role ${endpointRole}.`)
    if (endpointRole === 'Server') return { payload: { endpointRole } }
    if (!peer?.becomeClient)
      throw new KmipError(
        'FeatureNotSupported',
        'This connection cannot be turned round: use one of TLS, without HTTP.',
      )
    if (principal.ticket?.layers.length)
      throw new KmipError('PermissionDenied', 'A ticket of limited rights does not let you be told of all objects.')
    peer.becomeClient(principal, version)
    return { payload: { endpointRole } }
  },
}
