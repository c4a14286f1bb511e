import type { KmipConsumer } from './consumer.ts'

export const mongodbConsumers = {
  mongodb: {
    kind: 'kmip',
    summary: 'MongoDB Enterprise, Percona Server for MongoDB',
    operations: 'all',
    user: 'mongodb',
    onePem: true,
    keyMode: 0o600,
    steps: ({ host, port, ca, pem }) => [
      {
        place: 'mongod.conf',
        format: 'yaml',
        purpose:
          'With an empty data directory: mongod cannot encrypt existing data. Merge the lines if there is a section "security". Then start mongod, which makes its key.',
        lines: [
          'security:',
          '  enableEncryption: true',
          '  kmip:',
          `    serverName: ${host}`,
          `    port: ${port}`,
          `    serverCAFile: ${JSON.stringify(ca)}`,
          `    clientCertificateFile: ${JSON.stringify(pem)}`,
        ],
      },
    ],
  },
  'mongodb-driver': {
    kind: 'kmip',
    summary: "client-side encryption in MongoDB's drivers",
    operations: ['Register', 'Create', 'Activate', 'Get', 'Encrypt', 'Decrypt'],
    onePem: true,
    keyMode: 0o600,
    steps: ({ host, port, ca, pem }) => [
      {
        place: 'Python',
        format: 'python',
        purpose:
          'Options of ClientEncryption and AutoEncryptionOpts; other drivers have the same names. The user of the application must be able to read the PEM file.',
        lines: [
          `kms_providers = {"kmip": {"endpoint": ${JSON.stringify(`${host}:${port}`)}}}`,
          `kms_tls_options = {"kmip": {"tlsCAFile": ${JSON.stringify(ca)}, "tlsCertificateKeyFile": ${JSON.stringify(pem)}}}`,
        ],
      },
    ],
  },
} satisfies Readonly<Record<string, KmipConsumer>>
