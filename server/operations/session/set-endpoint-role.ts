import { KmipError, SetEndpointRole } from '../../../codec/index.ts'
import type { Handler } from '../../handler/handler.ts'

/**
 * Reverses the roles on the connection: from the next message on the server sends requests (Notify, Put). KMIP 2.1
 * §6.1.54.
 */
export const setEndpointRole: Handler<typeof SetEndpointRole> = {
  operation: SetEndpointRole,
  access: 'principals',
  asynchronous: 'never',
  target: 'none',
  run({ endpointRole }, { peer, principal, version }) {
    if (endpointRole !== 'Client' && endpointRole !== 'Server')
      throw new KmipError('InvalidField', `The Endpoint Role ${endpointRole} is unknown.`)
    if (endpointRole === 'Server') return { payload: { endpointRole } }
    if (!peer?.becomeClient)
      throw new KmipError('FeatureNotSupported', 'HTTPS connections do not support Set Endpoint Role: use TLS.')
    if (principal.ticket?.layers.length)
      throw new KmipError(
        'PermissionDenied',
        'A ticket with limited Rights does not allow notifications of all objects.',
      )
    peer.becomeClient(principal, version)
    return { payload: { endpointRole } }
  },
}
