import { expect } from 'chai'
import type { Principal } from './principal.ts'
import { countRequest, createTickets, type Tickets } from './tickets.ts'

const fred: Principal = { id: 'CN=app;user:fred', client: 'CN=app', user: 'fred' }

describe('tickets', () => {
  let time: number
  let tickets: Tickets
  beforeEach(() => {
    time = 0
    tickets = createTickets(() => new Date(time))
  })

  const terms = (more: object = {}) => ({
    delegated: false,
    expires: new Date(1000),
    requestCount: undefined,
    layers: [],
    ...more,
  })
  const childOf = (value: Uint8Array, more: object = {}) => {
    const ticket = tickets.find(value)
    if (!ticket) throw new Error('no such ticket')
    const used = { ticket, layers: ticket.layers, charged: new WeakMap<object, never>() }
    return tickets.issue({ ...fred, ticket: used }, terms(more))
  }

  it('are 32 random bytes, each another', () => {
    const [one, two] = [tickets.issue(fred, terms()), tickets.issue(fred, terms())]
    expect(one).to.have.length(32)
    expect(Buffer.from(one).equals(two)).to.equal(false)
    expect(tickets.find(one)?.principal).to.deep.equal(fred)
    expect(tickets.find(Buffer.alloc(32))).to.equal(undefined)
    expect(tickets.find(one.subarray(0, 31))).to.equal(undefined)
  })

  it('expire, and can be ended once', () => {
    const value = tickets.issue(fred, terms())
    time = 999
    expect(tickets.find(value)).to.not.equal(undefined)
    time = 1000
    expect(tickets.find(value)).to.equal(undefined)
    time = 0
    expect(tickets.revoke(value)).to.equal(true)
    expect(tickets.find(value)).to.equal(undefined)
    expect(tickets.revoke(value)).to.equal(false)
  })

  it('end with the ticket that they were made with, and are no more than it', () => {
    const right = { right: {}, left: undefined }
    const parent = tickets.issue(fred, terms({ layers: [[right]] }))
    const other = { right: { operations: { operation: ['Get' as const] } }, left: undefined }
    const child = childOf(parent, { expires: new Date(5000), layers: [[other]] })
    const grandchild = childOf(child, { expires: new Date(5000) })
    expect(tickets.find(grandchild)?.layers).to.deep.equal([[right], [other]])
    time = 1000
    expect(tickets.find(grandchild)).to.equal(undefined)
    time = 0
    expect(tickets.find(grandchild)).to.not.equal(undefined)
    tickets.revoke(parent)
    expect(tickets.find(child)).to.equal(undefined)
    expect(tickets.find(grandchild)).to.equal(undefined)
  })

  it('count the requests of those made with them as their own', () => {
    const parent = tickets.issue(fred, terms({ requestCount: 3 }))
    const child = childOf(parent, { requestCount: 2 })
    const use = (value: Uint8Array): string => {
      const ticket = tickets.find(value)
      try {
        if (!ticket) return 'none'
        countRequest(ticket)
        return 'ok'
      } catch (error) {
        return (error as { reason: string }).reason
      }
    }
    expect([use(child), use(child), use(child)]).to.deep.equal(['ok', 'ok', 'UsageLimitExceeded'])
    expect([use(parent), use(parent)]).to.deep.equal(['ok', 'UsageLimitExceeded'])
  })

  it('are so many and no more; expired ones make room', () => {
    for (let i = 0; i < 100; i++) tickets.issue(fred, terms())
    expect(() => tickets.issue(fred, terms())).to.throw('too many tickets')
    tickets.issue({ id: 'CN=other' }, terms())
    time = 1000
    tickets.issue(fred, terms({ expires: new Date(2000) }))
  })
})
