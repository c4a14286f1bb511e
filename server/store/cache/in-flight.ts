/** What commits under way are about, by name: until they are done, nobody knows whether it is what it was. */
export interface UnderWay {
  has(name: string): boolean
  begin(names: readonly string[]): void
  end(names: readonly string[]): void
}

export const createUnderWay = (): UnderWay => {
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
