import { z } from 'zod'
import { product } from '../../configuration/product.ts'
import { noBody } from '../../socket-interface/route.ts'
import { type AdministrationErrorCode, administrationErrors } from './administration-error.ts'
import { type AdministrationRoute, commonErrors } from './route.ts'
import { routes } from './routes.ts'

const toSchema = (schema: z.ZodType): object => {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    override({ jsonSchema }) {
      // In OpenAPI it would mean that a request must leave the property out; zod means that TypeScript does not change it.
      delete jsonSchema.readOnly
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern
    },
  })
  return rest
}

const toContent = (schema: object, example: object | undefined): object => ({
  'application/json': { schema, ...(example && { example }) },
})

/** The error responses of a route by status: several codes may have one. */
const describeErrors = (codes: readonly AdministrationErrorCode[]): object => {
  const byStatus = Map.groupBy(codes, (code) => administrationErrors[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        description: group.map((code) => `${code}: ${administrationErrors[code].meaning}`).join('. '),
        content: toContent({ $ref: '#/components/schemas/Error' }, undefined),
      },
    ]),
  )
}

const describeRoute = (id: string, { description, roles, request, response, errors, example }: AdministrationRoute) => {
  const hasName = id.includes('{name}')
  return {
    operationId: id
      .toLowerCase()
      .replace(' /v1', '')
      .replaceAll(/[^a-z]+/g, '-')
      .replace(/-$/, ''),
    summary: description,
    description: `For the roles ${roles.join(', ')}.`,
    'x-roles': roles,
    ...(hasName && {
      parameters: [
        {
          ...{ name: 'name', in: 'path', required: true, schema: { type: 'string', minLength: 1 } },
          ...(example.name !== undefined && { example: example.name }),
        },
      ],
    }),
    ...(request !== noBody && {
      requestBody: { required: true, content: toContent(toSchema(request), example.request) },
    }),
    responses: {
      200: { description: 'Done.', content: toContent(toSchema(response), example.response) },
      ...describeErrors([...commonErrors, ...(hasName ? (['notFound'] as const) : []), ...errors]),
    },
  }
}

/** The OpenAPI document (3.1) of the administrative interface. */
export const createOpenApi = () => {
  const all: readonly (readonly [string, AdministrationRoute])[] = Object.entries(routes)
  const paths = Map.groupBy(all, ([id]) => id.split(' ')[1] as string)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Administrative interface of the KMIP server',
      version: product.version,
      description: 'HTTP/1.1 with JSON over Unix sockets, one for each role.',
    },
    paths: Object.fromEntries(
      [...paths].map(([path, group]) => [
        path,
        Object.fromEntries(group.map(([id, route]) => [id.split(' ')[0]?.toLowerCase(), describeRoute(id, route)])),
      ]),
    ),
    components: {
      schemas: {
        Error: {
          type: 'object',
          required: ['error'],
          properties: {
            error: {
              type: 'object',
              required: ['code', 'message'],
              properties: {
                code: { enum: Object.keys(administrationErrors) },
                message: { type: 'string' },
                hint: { type: 'string', description: 'what to do; may be absent' },
              },
            },
          },
        },
      },
    },
  }
}
