/** The three users; none may read another's files. */
export const users = { server: 'kmip-server', agent: 'kmip-agent', database: 'postgres' } as const
