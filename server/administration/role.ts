/** Who uses a socket of the administrative interface. Each role has a socket of its own. */
export const roles = ['administrator', 'auditor', 'operator'] as const

export type Role = (typeof roles)[number]
