/** Collects the values of a repeatable option, for commander. */
export const collectRepeated = (value: string, before: readonly string[] = []): string[] => [...before, value]
