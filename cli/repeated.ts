/** Collects the values of an option that may be given several times, for commander. */
export const collectRepeated = (value: string, before: readonly string[] = []): string[] => [...before, value]
