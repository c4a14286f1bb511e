const otherAuthority =
  "the client's certificate is not from the authority that this server trusts: issue one with `kmip client add`, or set tls.clientCa"
const notTls = 'the client does not speak TLS: configure it to use TLS; there is no plaintext port'
const oldTls =
  'the client offers no TLS version that this server allows (TLS 1.2 or 1.3, see tls.minimumVersion): update the client or its settings'
const noCommonCipher =
  'the client has no cipher suite or key type in common with this server (ECDHE with AES-GCM or ChaCha20-Poly1305): enable one in the client'
const gone =
  "the client closed the connection during the handshake: if this was not a port check, it may not trust this server's certificate; give it ca.crt"

/** By the code of `authorizationError`, the verification of the client's certificate, or of the error. */
const sentences: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "the client's certificate has expired: issue a new one with `kmip client add`",
  CERT_NOT_YET_VALID: "the client's certificate is not valid yet: check the clocks of both machines",
  CERT_REVOKED: "the client's certificate is revoked: issue a new one with `kmip client add`",
  INVALID_PURPOSE: "the client's certificate is not a client certificate: issue one with `kmip client add`",
  DEPTH_ZERO_SELF_SIGNED_CERT: otherAuthority,
  SELF_SIGNED_CERT_IN_CHAIN: otherAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: otherAuthority,
  UNABLE_TO_GET_ISSUER_CERT: otherAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: otherAuthority,
  CERT_SIGNATURE_FAILURE: otherAuthority,
  CERT_UNTRUSTED: otherAuthority,
  ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE:
    'the client sent no certificate: issue one with `kmip client add`, and give it to the client with its key',
  ERR_SSL_HTTP_REQUEST: notTls,
  ERR_SSL_WRONG_VERSION_NUMBER: notTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: notTls,
  ERR_SSL_UNEXPECTED_MESSAGE: notTls,
  ERR_SSL_UNSUPPORTED_PROTOCOL: oldTls,
  ERR_SSL_VERSION_TOO_LOW: oldTls,
  ERR_SSL_NO_SHARED_CIPHER: noCommonCipher,
  ERR_SSL_NO_SUITABLE_SIGNATURE_ALGORITHM: noCommonCipher,
  ERR_SSL_NO_SUITABLE_GROUPS: noCommonCipher,
  ERR_SSL_NO_SUITABLE_KEY_SHARE: noCommonCipher,
  ERR_TLS_HANDSHAKE_TIMEOUT: 'the handshake timed out',
  ECONNRESET: gone,
  EPIPE: gone,
}

const distrusted = /ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|CERTIFICATE_EXPIRED|UNSUPPORTED_CERTIFICATE)/

/** Explains a failed handshake and what to do. `authorizationError`: why the client's certificate was refused, if it was. */
export const describeHandshakeFailure = (
  error: Error & { readonly code?: string; readonly reason?: string },
  authorizationError: unknown,
): string => {
  if (typeof authorizationError === 'string')
    return sentences[authorizationError] ?? `the client's certificate is not accepted: ${authorizationError}`
  const code = error.code ?? ''
  if (distrusted.test(code))
    return `the client does not accept this server's certificate (${error.reason}): give it ca.crt, and call the server by a name in its certificate`
  return sentences[code] ?? `TLS: ${error.reason ?? error.message}`
}
