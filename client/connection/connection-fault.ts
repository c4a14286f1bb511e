import { ConnectionError, type ConnectionFault, type TimeoutError } from '../error.ts'
import type { ServerAddress } from './server-address.ts'

type Explanation = readonly [fault: ConnectionFault, message: string, hint: string]

const unknownAuthority: Explanation = [
  'unknownAuthority',
  'the certificate of the server is not from a known authority',
  'Set `ca` to the certificate of the authority that issued it.',
]
const unreachable: Explanation = ['unreachable', 'the server is unreachable', 'Check the address and the network.']
const unknownHost: Explanation = ['unknownHost', 'there is no such host', 'Check the name of the server.']
const closed: Explanation = [
  'closed',
  'the connection was closed',
  'Check the log of the server: it may refuse the client certificate.',
]
const notTls: Explanation = ['notTls', 'the server does not speak TLS on that port', 'Check the port: KMIP is on 5696.']

const explanations: Readonly<Record<string, Explanation>> = {
  ECONNREFUSED: [
    'refused',
    'the server refuses connections',
    'Check that the server is running, and its address and port.',
  ],
  ENOTFOUND: unknownHost,
  EAI_AGAIN: unknownHost,
  EAI_NONAME: unknownHost,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  EADDRNOTAVAIL: unreachable,
  ETIMEDOUT: unreachable,
  ECONNRESET: closed,
  EPIPE: closed,
  ERR_STREAM_PREMATURE_CLOSE: closed,
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority,
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  CERT_SIGNATURE_FAILURE: unknownAuthority,
  CERT_UNTRUSTED: unknownAuthority,
  CERT_HAS_EXPIRED: [
    'serverCertificateInvalid',
    'the certificate of the server has expired',
    'Renew the certificate of the server, and check the clock of this machine.',
  ],
  CERT_NOT_YET_VALID: [
    'serverCertificateInvalid',
    'the certificate of the server is not valid yet',
    'Check the clock of this machine.',
  ],
  CERT_REVOKED: ['serverCertificateInvalid', 'the certificate of the server is revoked', 'Renew it.'],
  INVALID_PURPOSE: [
    'serverCertificateInvalid',
    'the certificate of the server lacks the server usage',
    'Issue a server certificate.',
  ],
  ERR_SSL_WRONG_VERSION_NUMBER: notTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: notTls,
  ERR_SSL_RECORD_LAYER_FAILURE: notTls,
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: [
    'noCommonTls',
    'the server has no TLS version in common with this client',
    'The client speaks TLS 1.2 and 1.3: allow one of them on the server.',
  ],
  ERR_SSL_UNSUPPORTED_PROTOCOL: [
    'noCommonTls',
    'the server has no TLS version in common with this client',
    'The client speaks TLS 1.2 and 1.3: allow one of them on the server.',
  ],
}

const certificateRefused: Explanation = [
  'certificateRefused',
  'the server does not accept the client certificate',
  'Set `cert` and `key` to a certificate that has not expired, from an authority that the server trusts.',
]
const certificateAlert =
  /ALERT_(CERTIFICATE|BAD_CERTIFICATE|UNKNOWN_CA|UNSUPPORTED_CERTIFICATE|ACCESS_DENIED|HANDSHAKE_FAILURE)/

const explain = (error: NodeJS.ErrnoException): Explanation => {
  const code = error.code ?? ''
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const names = (error as { cert?: { subjectaltname?: string } }).cert?.subjectaltname
    return [
      'nameMismatch',
      `the certificate of the server is for another name${names ? `: ${names}` : ''}`,
      'Connect by a name in the certificate, or set `serverName` to one.',
    ]
  }
  if (certificateAlert.test(code)) return certificateRefused
  return explanations[code] ?? ['failed', `the connection failed: ${error.message}`, 'See the cause.']
}

/** Turns a socket error into a ConnectionError. `sent`: a request was written before. */
export const toConnectionError = (error: Error, server: ServerAddress, sent: boolean): ConnectionError => {
  // After trying IPv4 and IPv6, Node.js throws one error with both inside.
  const first = error instanceof AggregateError ? (error.errors[0] as Error) : error
  const [fault, message, hint] = explain(first)
  // The alert is part of the handshake: in TLS 1.3 it may follow the first write, but the server read no request.
  return new ConnectionError(message, {
    fault,
    hint,
    server,
    sent: sent && fault !== 'certificateRefused',
    cause: error,
  })
}

/** The error of a connection that ended cleanly. */
export const createClosedError = (server: ServerAddress, sent: boolean): ConnectionError => {
  const [fault, message, hint] = closed
  const done = sent ? ' The server may have carried the request out: check before you repeat it.' : ''
  return new ConnectionError(message, { fault, hint: hint + done, server, sent })
}

/** Combines the failures of all servers, one or several. */
export const combineFailures = (failures: readonly (ConnectionError | TimeoutError)[]): Error => {
  const [first] = failures
  if (first && failures.length === 1) return first
  const last = failures.at(-1)
  return new ConnectionError(`no server can be reached: ${failures.map(({ message }) => message).join('; ')}`, {
    fault: last instanceof ConnectionError ? last.fault : 'unreachable',
    hint: last?.hint ?? '',
    cause: new AggregateError(failures),
  })
}
