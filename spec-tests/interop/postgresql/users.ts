/** The three users: nobody of them may read what belongs to another. */
export const users = { server: 'kmip-server', agent: 'kmip-agent', database: 'postgres' } as const
