import type { AsynchronousLimits } from './limits.ts'

/** How much each principal has waiting or kept. */
export interface Quota {
  /** Also once it has grown by its result. */
  add(principal: string, key: string, bytes: number): void
  remove(principal: string, key: string): void
  /** Whether a principal may have these as well. */
  hasRoomFor(principal: string, more: readonly { readonly content: Uint8Array }[]): boolean
}

const sum = (sizes: Iterable<number>): number => {
  let total = 0
  for (const size of sizes) total += size
  return total
}

export const createQuota = ({ perPrincipal, bytesPerPrincipal, bytes: most }: AsynchronousLimits): Quota => {
  const sizesByPrincipal = new Map<string, Map<string, number>>()
  let all = 0
  return {
    add(principal, key, bytes) {
      const own = sizesByPrincipal.get(principal) ?? new Map<string, number>()
      all += bytes - (own.get(key) ?? 0)
      sizesByPrincipal.set(principal, own.set(key, bytes))
    },
    remove(principal, key) {
      const own = sizesByPrincipal.get(principal)
      all -= own?.get(key) ?? 0
      if (own?.delete(key) && own.size === 0) sizesByPrincipal.delete(principal)
    },
    hasRoomFor(principal, more) {
      const own = sizesByPrincipal.get(principal) ?? new Map<string, number>()
      const added = sum(more.map(({ content }) => content.length))
      const isLittle = sum(own.values()) + added <= bytesPerPrincipal && all + added <= most
      return own.size + more.length <= perPrincipal && isLittle
    },
  }
}
