import { setTimeout as sleep } from 'node:timers/promises'

/** Until it is so. @throws after 30 seconds */
export const waitUntil = async (what: string, isSo: () => Promise<boolean>): Promise<void> => {
  for (let tried = 0; tried < 150; tried++) {
    if (await isSo()) return
    await sleep(200)
  }
  throw new Error(`${what}: not within 30 seconds`)
}
