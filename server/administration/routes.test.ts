import { expect } from 'chai'
import { z } from 'zod'
import type { AdministrationRoute } from './route.ts'
import { routes } from './routes.ts'

const all: readonly (readonly [string, AdministrationRoute])[] = Object.entries(routes)

describe('routes of the administrative interface', () => {
  for (const [id, { request, response, example, roles }] of all)
    it(`${id}: its example is what it takes and gives`, () => {
      if (example.request) request.parse(example.request)
      if (example.response) expect(z.encode(response, response.parse(example.response))).to.deep.equal(example.response)
      expect(example.name === undefined, 'a name where the path has one').to.equal(!id.includes('{name}'))
      expect(roles).to.include('administrator')
    })

  it('lets an auditor read, and change nothing', () => {
    for (const [id, { roles }] of all) expect(roles.includes('auditor'), id).to.equal(id.startsWith('GET '))
  })
})
