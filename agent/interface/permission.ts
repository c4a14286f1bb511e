/** What a socket may be used for; the names stand in the configuration. */
export const permissions = [
  'dataKey',
  'wrap',
  'unwrap',
  'rewrap',
  'encrypt',
  'decrypt',
  'readSecrets',
  'writeSecrets',
  'readKeys',
  'writeKeys',
  'rekey',
  'retire',
] as const
export type Permission = (typeof permissions)[number]
