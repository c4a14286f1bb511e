import { setTimeout as sleep } from 'node:timers/promises'

/** Waits until a condition holds; `what` describes it. @throws after 30 seconds */
export const waitUntil = async (what: string, isMet: () => boolean | Promise<boolean>): Promise<void> => {
  for (let tried = 0; tried < 150; tried++) {
    if (await isMet()) return
    await sleep(200)
  }
  throw new Error(`${what}: not within 30 seconds`)
}
