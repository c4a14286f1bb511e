/** The versions that PyKMIP speaks. */
export const interopVersions = ['1.0', '1.1', '1.2', '1.3', '1.4', '2.0'] as const
