import { formatAddress } from '../../../client/connection/server-address.ts'
import type { Endpoint, KmipConsumer, Step } from './consumer.ts'
import { quoteWord } from './shell.ts'

/** `kmip` with a consumer's certificate: only the owner of a key may use it. */
const commandAsConsumer = (words: string, { host, port, ca, cert, key }: Endpoint): string =>
  `kmip ${words} --server ${formatAddress({ host, port })} --ca ${quoteWord(ca)} --cert ${quoteWord(cert)} --key ${quoteWord(key)}`

const createGatewaySteps = (endpoint: Endpoint): readonly Step[] => {
  const { ca, cert, key } = endpoint
  return [
    {
      place: 'ceph.conf',
      format: 'ini',
      purpose:
        'In the section of the gateway; then restart it. Clients must use HTTPS: behind a proxy that ends TLS, also set rgw_trust_forwarded_https = true.',
      lines: [
        '[client]',
        'rgw_crypt_s3_kms_backend = kmip',
        `rgw_crypt_kmip_addr = ${formatAddress(endpoint)}`,
        `rgw_crypt_kmip_ca_path = ${ca}`,
        `rgw_crypt_kmip_client_cert = ${cert}`,
        `rgw_crypt_kmip_client_key = ${key}`,
        'rgw_crypt_require_ssl = true',
      ],
    },
    {
      place: 'shell',
      format: 'sh',
      purpose:
        "As root: make a key, with the gateway's certificate, since the gateway finds its own keys only. Clients name it in x-amz-server-side-encryption-aws-kms-key-id.",
      lines: [
        commandAsConsumer('create --name my-bucket-key --activate', endpoint),
        '# Never re-key this key or use its name again: the name moves to the new key, and radosgw then decrypts existing',
        '# objects with it, to wrong bytes and HTTP 200. To rotate, make a key with a new name for new objects.',
      ],
    },
  ]
}

export const openstackAndCephConsumers = {
  ceph: {
    kind: 'kmip',
    summary: 'Ceph, the object gateway',
    operations: ['Locate', 'Get', 'Create', 'Activate', 'Encrypt', 'Decrypt'],
    findsByName: true,
    user: 'ceph',
    keyMode: 0o600,
    steps: createGatewaySteps,
  },
  barbican: {
    kind: 'kmip',
    summary: 'OpenStack Barbican',
    operations: ['Create', 'CreateKeyPair', 'Register', 'Get', 'Destroy'],
    user: 'barbican',
    // The plugin refuses any other mode.
    keyMode: 0o400,
    steps: ({ host, port, ca, cert, key }) => [
      {
        place: 'barbican.conf',
        format: 'ini',
        purpose: 'Merge the lines if a section exists; then restart barbican-api and barbican-worker.',
        lines: [
          '[secretstore]',
          'enabled_secretstore_plugins = kmip_plugin',
          '',
          '[kmip_plugin]',
          `host = ${host}`,
          `port = ${port}`,
          `ca_certs = ${ca}`,
          `certfile = ${cert}`,
          `keyfile = ${key}`,
        ],
      },
    ],
  },
  pykmip: {
    kind: 'kmip',
    summary: 'PyKMIP',
    operations: 'all',
    keyMode: 0o600,
    steps: ({ host, port, ca, cert, key }) => [
      {
        place: '~/.pykmip/pykmip.conf',
        format: 'ini',
        purpose: 'ProxyKmipClient() reads it. The user of the program must be able to read the key.',
        lines: [
          '[client]',
          `host=${host}`,
          `port=${port}`,
          `certfile=${cert}`,
          `keyfile=${key}`,
          'cert_reqs=CERT_REQUIRED',
          'ssl_version=PROTOCOL_TLSv1_2',
          `ca_certs=${ca}`,
        ],
      },
    ],
  },
} satisfies Readonly<Record<string, KmipConsumer>>
