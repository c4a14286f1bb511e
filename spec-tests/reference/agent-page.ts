import { z } from 'zod'
import { agentErrors } from '../../agent/interface/agent-error.ts'
import { type AgentRoute, commonErrors } from '../../agent/interface/route.ts'
import { routes } from '../../agent/interface/routes.ts'
import { byteStream, noBody } from '../../socket-interface/route.ts'
import { anchor, page, table } from './markdown.ts'

type JsonSchema = z.core.JSONSchema.BaseSchema

const toCode = (text: string): string => `\`${text}\``
const listCodes = (codes: readonly string[]): string => codes.map(toCode).join(', ')

const toType = ({ type, format, items, anyOf, enum: values, const: only }: JsonSchema): string => {
  if (format === 'base64') return 'bytes'
  if (values) return values.join(', ')
  if (Array.isArray(type)) return type.filter((each) => each !== 'null').join(', ')
  if (only !== undefined) return String(only)
  if (type === 'array') return `list of ${toType(items as JsonSchema)}s`
  return anyOf ? toType(anyOf[0] as JsonSchema) : String(type)
}

/** One row for each field; the fields of listed objects follow as `keys[].name`. */
const toRows = ({ properties = {}, required = [] }: JsonSchema, prefix = ''): string[][] =>
  Object.entries(properties).flatMap(([name, property]) => {
    const schema = property as JsonSchema
    const presence = required.includes(name) ? '' : 'optional'
    const row = [toCode(`${prefix}${name}`), toType(schema), presence, schema.description ?? '']
    const items = schema.items as JsonSchema | undefined
    return [row, ...(items?.properties ? toRows(items, `${prefix}${name}[].`) : [])]
  })

const describeBody = (title: string, schema: z.ZodType): string => {
  if (schema === noBody) return ''
  if (schema === byteStream) return `**${title}**: bytes of any length.`
  const rows = toRows(z.toJSONSchema(schema, { io: 'input' }))
  return page(`**${title}**`, table(['Field', 'Type', '', 'Meaning'], rows)).trimEnd()
}

const toCurl = (id: string, { request, example }: AgentRoute): string => {
  const [method = '', path = ''] = id.split(' ')
  const url = `http://agent${path.replace('{name}', example.name ?? '')}`
  const isStream = request === byteStream
  const words = ['curl --unix-socket /run/kmip-agent/agent.sock']
  if (method !== 'GET' && !(method === 'POST' && example.request)) words.push(`-X ${method}`)
  if (isStream) words.push('-T -')
  if (example.request) words.push(`-d '${JSON.stringify(example.request)}'`)
  return [...words, isStream ? `'${url}?context=orders' < input > output` : url].join(' ')
}

const describeAccess = ({ permission, nameIn }: AgentRoute): string =>
  [
    permission ? `The socket's \`operations\` must list \`${permission}\`.` : 'Every socket permits it.',
    nameIn ? `The socket's \`${nameIn}\` must list \`{name}\`.` : '',
  ]
    .filter(Boolean)
    .join(' ')

const describeRoute = ([id, route]: readonly [string, AgentRoute]): string =>
  page(
    `## ${id}`,
    `${route.description} ${describeAccess(route)}`,
    route.takesContext
      ? 'The query may have `context`: what the data is for. It must be the same to open the data.'
      : '',
    describeBody('Request', route.request),
    describeBody('Response', route.response),
    route.errors.length > 0 ? `**Errors**: ${listCodes(route.errors)}.` : '',
    ['```sh', toCurl(id, route), '```'].join('\n'),
    route.example.response ? ['```json', JSON.stringify(route.example.response), '```'].join('\n') : '',
  ).trimEnd()

/** `docs/reference/agent.md`. */
export const agentPage = (): string => {
  const all: readonly (readonly [string, AgentRoute])[] = Object.entries(routes)
  return page(
    '# The HTTP interface of the agent',
    'HTTP/1.1 with JSON over a Unix socket, version 1. [The page about the protocol](../agent-protocol.md) says how sockets permit requests and how to test an implementation.',
    'Bytes are base64 (RFC 4648 §4) in JSON. A request without a body may have one; it is ignored, as are unknown fields. The examples shorten wrapped keys and identifiers.',
    table(
      ['Request', 'Operation', ''],
      all.map(([id, { permission, description }]) => [
        `[\`${id}\`](#${anchor(id)})`,
        permission ? toCode(permission) : '',
        description,
      ]),
    ),
    '## Errors',
    'An error has a status and a body; `hint` says what to do and may be absent.',
    [
      '```json',
      '{ "error": { "code": "kmsUnavailable", "message": "The KMS cannot be used: …", "hint": "…" } }',
      '```',
    ].join('\n'),
    table(
      ['Code', 'Status', 'Meaning'],
      Object.entries(agentErrors).map(([code, { status, meaning }]) => [toCode(code), String(status), meaning]),
    ),
    `Every request may fail with ${listCodes(commonErrors)}; one with a JSON body also with \`tooLarge\`.`,
    'A stream that fails after its first piece ends without its end: the chunked body breaks off. Discard what came.',
    ...all.map(describeRoute),
  )
}
