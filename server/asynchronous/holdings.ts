import type { AsynchronousLimits } from './limits.ts'

/** How much each principal has waiting or kept. */
export interface Holdings {
  add(principal: string, key: string, bytes: number): void
  remove(principal: string, key: string): void
  /** Whether a principal may have these as well. */
  fits(principal: string, more: readonly { readonly content: Uint8Array }[]): boolean
}

const sum = (sizes: Iterable<number>): number => {
  let total = 0
  for (const size of sizes) total += size
  return total
}

export const createHoldings = ({ perPrincipal, bytesPerPrincipal }: AsynchronousLimits): Holdings => {
  const held = new Map<string, Map<string, number>>()
  return {
    add(principal, key, bytes) {
      held.set(principal, (held.get(principal) ?? new Map()).set(key, bytes))
    },
    remove(principal, key) {
      const own = held.get(principal)
      if (own?.delete(key) && own.size === 0) held.delete(principal)
    },
    fits(principal, more) {
      const own = held.get(principal) ?? new Map<string, number>()
      const bytes = sum(own.values()) + sum(more.map(({ content }) => content.length))
      return own.size + more.length <= perPrincipal && bytes <= bytesPerPrincipal
    },
  }
}
