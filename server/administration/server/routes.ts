import { z } from 'zod'
import { noBody, type RouteTable } from '../../../socket-interface/route.ts'
import { type AdministrationRoute, administratorAndOperator, everyRole, moment } from '../route.ts'

const certificate = z.object({
  path: z.string().describe('of the file'),
  subject: z.string(),
  notAfter: moment.describe('when it ends'),
})

/** The routes about the server itself. */
export const serverRoutes = {
  'GET /v1/status': {
    description: 'Returns what the server is and does.',
    roles: everyRole,
    request: noBody,
    response: z.object({
      interfaceVersion: z.literal(1),
      version: z.string().describe('of the server'),
      role: z.string().describe('of the socket that you use'),
      endpoint: z.string().describe('where clients connect'),
      httpsEndpoint: z.string().exactOptional().describe('where clients post messages; when HTTPS is enabled'),
      startedAt: moment,
      dataDirectory: z.string(),
      certificates: z.array(certificate).readonly().describe('those of the server, as their files have them'),
      connections: z.int().describe('of clients, open now'),
    }),
    errors: [],
    example: {
      response: {
        interfaceVersion: 1,
        version: '0.1.0',
        role: 'auditor',
        endpoint: 'kmip://localhost:5696',
        startedAt: '2026-11-24T09:30:00.000Z',
        dataDirectory: '/var/lib/kmip',
        certificates: [
          { path: '/var/lib/kmip/server-ec.crt', subject: 'CN=kms.example.org', notAfter: '2028-02-27T09:30:00.000Z' },
        ],
        connections: 3,
      },
    },
  },
  'POST /v1/reload': {
    description:
      'Renews certificates that end soon, and reloads certificates, authorities and revocations, as SIGHUP does. When a file cannot be used, the server keeps the certificates and authorities that it has.',
    roles: administratorAndOperator,
    request: noBody,
    response: z.object({
      reloaded: z.array(z.string()).readonly().describe('what was read again'),
      changed: z.boolean().describe('whether new connections use other certificates or authorities'),
    }),
    errors: ['refused'],
    example: { response: { reloaded: ['certificates', 'authorities', 'revocations'], changed: true } },
  },
  'GET /v1/open-api': {
    description: 'Returns the OpenAPI document of this interface.',
    roles: everyRole,
    request: noBody,
    response: z.looseObject({ openapi: z.string() }),
    errors: [],
    example: { response: { openapi: '3.1.0' } },
  },
} as const satisfies RouteTable<AdministrationRoute>
