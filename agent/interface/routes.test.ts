import { expect } from 'chai'
import { z } from 'zod'
import type { AgentRoute } from './route.ts'
import { routes } from './routes.ts'

const all: readonly (readonly [string, AgentRoute])[] = Object.entries(routes)

describe('routes of the agent', () => {
  for (const [id, { request, response, example, nameIn }] of all)
    it(`${id}: its example is what it takes and gives`, () => {
      if (example.request) request.parse(example.request)
      if (example.response) expect(z.encode(response, response.parse(example.response))).to.deep.equal(example.response)
      expect(example.name === undefined, 'a name where the path has one').to.equal(!id.includes('{name}'))
      expect(nameIn === undefined, 'who may use a name').to.equal(!id.includes('{name}'))
    })

  it('reads a flag that is not a boolean as false, and null as the default', () => {
    const secret = routes['PUT /v1/secrets/{name}'].request
    expect(secret.parse({ value: 'AAAA', replace: 'yes', key: null })).to.deep.include({ replace: false, key: null })
    expect(routes['POST /v1/kms-keys/{name}'].request.parse({ length: null })).to.deep.equal({ length: 256 })
  })
})
