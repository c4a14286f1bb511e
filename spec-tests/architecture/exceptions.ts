/** Imports that the architecture test lets pass against the order of the rooms: `file → imported`, only as `await import()`. */
export const exceptions: readonly string[] = []
