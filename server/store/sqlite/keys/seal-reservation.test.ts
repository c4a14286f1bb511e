import { expect } from 'chai'
import fc from 'fast-check'
import { catchRejection } from '../../contract/samples.ts'
import { SealsExhausted } from '../../errors.ts'
import type { KeyChange } from '../../record/key-change.ts'
import { createKeyring } from '../../seal/keyring.ts'
import { createSealReservation } from './seal-reservation.ts'

const limits = { block: 8, replaceAt: 64, most: 96 }

/** A reservation over a store that makes a change durable when the test says so. */
const createPlace = () => {
  const keyring = createKeyring([{ id: 1, bytes: new Uint8Array(32), used: 0, reserved: limits.block }])
  const waiting: (() => void)[] = []
  const place = {
    keyring,
    durable: limits.block,
    due: 0,
    settle: () => waiting.shift()?.(),
  }
  const commit = (change: KeyChange) =>
    new Promise<void>((resolve) => {
      waiting.push(() => {
        if (change.change === 'reserve seals') place.durable = change.reserved
        if (change.change === 'return seals' && place.durable === change.reserved) place.durable = change.used
        resolve()
      })
    })
  const reservation = createSealReservation({ keyring, limits, commit, onDue: () => void place.due++ })
  return { ...place, reservation, read: () => place }
}

describe('the count of seals', () => {
  it('is never lower than the true number, whenever the process ends (NIST SP 800-38D §8.3)', async () => {
    const step = fc.oneof(fc.record({ seal: fc.integer({ min: 1, max: 12 }) }), fc.constant('durable' as const))
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { keyring, reservation, settle, read } = createPlace()
        let seals = 0
        for (const each of steps) {
          if (each === 'durable') settle()
          else if (reservation.hasRoom(each.seal))
            for (let i = 0; i < each.seal; i++) {
              keyring.take()
              seals++
            }
          await new Promise(setImmediate)
          expect(read().durable).to.be.at.least(seals)
          expect(keyring.current.used).to.equal(seals)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('is reserved before the room is used up, so that commits do not wait', async () => {
    const { keyring, reservation, settle } = createPlace()
    expect(reservation.hasRoom(2)).to.equal(true)
    for (let i = 0; i < 2; i++) keyring.take()
    expect(reservation.hasRoom(3)).to.equal(true)
    settle()
    await new Promise(setImmediate)
    expect(keyring.current.reserved).to.equal(16)
  })

  it('gives back what was not used, once', async () => {
    const { keyring, reservation, settle, read } = createPlace()
    for (let i = 0; i < 3; i++) keyring.take()
    const closed = reservation.close()
    await new Promise(setImmediate)
    settle()
    await closed
    expect(read().durable).to.equal(3)
    expect(() => keyring.take()).to.throw(SealsExhausted)
    await reservation.close()
  })

  it('asks for another key at the limit, and seals no more than the declared number with an old one', async () => {
    const { keyring, reservation, settle, read } = createPlace()
    let seals = 0
    const sealAll = async () => {
      for (;;) {
        while (!reservation.hasRoom(1)) {
          const extended = reservation.extend()
          settle()
          await extended
        }
        keyring.take()
        seals++
        if (seals === limits.replaceAt - 2 * limits.block) expect(read().due).to.equal(0)
      }
    }
    expect(await catchRejection(sealAll())).to.be.instanceOf(SealsExhausted)
    expect(seals).to.equal(limits.most)
    expect(read().due).to.be.greaterThan(0)
    expect(() => keyring.take()).to.throw(SealsExhausted, 'sealed 96 times and seals no more')
  })
})
