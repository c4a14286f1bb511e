import type { AsynchronousLimits } from './limits.ts'

/** Counts the pending requests and stored results of each principal. */
export interface Quota {
  /** Adds a request, or updates its size once it has a result. */
  add(principal: string, key: string, bytes: number): void
  remove(principal: string, key: string): void
  /** Whether a principal may submit these too. */
  hasRoomFor(principal: string, more: readonly { readonly content: Uint8Array }[]): boolean
}

const sum = (sizes: Iterable<number>): number => {
  let total = 0
  for (const size of sizes) total += size
  return total
}

export const createQuota = ({ perPrincipal, bytesPerPrincipal, bytes: maximumBytes }: AsynchronousLimits): Quota => {
  const sizesByPrincipal = new Map<string, Map<string, number>>()
  let totalBytes = 0
  return {
    add(principal, key, bytes) {
      const sizes = sizesByPrincipal.get(principal) ?? new Map<string, number>()
      totalBytes += bytes - (sizes.get(key) ?? 0)
      sizesByPrincipal.set(principal, sizes.set(key, bytes))
    },
    remove(principal, key) {
      const sizes = sizesByPrincipal.get(principal)
      totalBytes -= sizes?.get(key) ?? 0
      if (sizes?.delete(key) && sizes.size === 0) sizesByPrincipal.delete(principal)
    },
    hasRoomFor(principal, more) {
      const sizes = sizesByPrincipal.get(principal) ?? new Map<string, number>()
      const added = sum(more.map(({ content }) => content.length))
      return (
        sizes.size + more.length <= perPrincipal &&
        sum(sizes.values()) + added <= bytesPerPrincipal &&
        totalBytes + added <= maximumBytes
      )
    },
  }
}
