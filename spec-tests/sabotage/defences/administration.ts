import type { Defence } from '../defence.ts'

/** The administrative interface. */
export const administration: readonly Defence[] = [
  {
    name: 'a role uses its own routes',
    stated: 'A role is refused every route that does not list it',
    file: 'server/administration/open-administration.ts',
    text: 'if (!roles.includes(role))',
    without: 'if (roles.length === 0)',
    test: { file: 'spec-tests/administration/interface.test.ts', title: 'to the role auditor, and reports it' },
  },
  {
    name: 'administrative sockets are for the user of the server alone by default',
    stated: 'by default only the user of the server and root',
    file: 'server/administration/socket-places.ts',
    text: "mode = group === undefined ? '0600' : '0660'",
    without: "mode = group === undefined ? '0666' : '0660'",
    test: {
      file: 'spec-tests/administration/sockets.test.ts',
      title: 'are for the user of the server alone by default',
    },
  },
]
