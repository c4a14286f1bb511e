/** The names that commits in flight change: until such a commit is durable, a read may see either revision. */
export interface InFlight {
  has(name: string): boolean
  begin(names: readonly string[]): void
  end(names: readonly string[]): void
}

export const createInFlight = (): InFlight => {
  const commits = new Map<string, number>()
  return {
    has: (name) => commits.has(name),
    begin(names) {
      for (const name of names) commits.set(name, (commits.get(name) ?? 0) + 1)
    },
    end(names) {
      for (const name of names) {
        const others = (commits.get(name) ?? 0) - 1
        if (others > 0) commits.set(name, others)
        else commits.delete(name)
      }
    },
  }
}
