import { z } from 'zod'
import { noBody, type RouteTable } from '../../../socket-interface/route.ts'
import { type AdministrationRoute, administratorOnly, everyRole, moment } from '../route.ts'

const masterKey = z.string().describe('id of the master key, which reveals nothing of it')
const dataKey = z.int().describe('number of the data key')

const dataKeyReport = z.object({
  dataKey,
  purpose: z.enum(['seal', 'index']).describe('`index`: the key of the blind index, which is never replaced'),
  isCurrent: z.boolean().describe('whether it seals new rows'),
  since: moment.exactOptional().describe('since when it seals; absent where that is unknown'),
  seals: z.int().describe('never fewer than there were'),
  rows: z.int().describe('sealed rows in the store'),
})

/** The routes about the keys of the store. */
export const storeRoutes = {
  'GET /v1/store/keys': {
    description:
      'Returns the keys of the store, without what they are, and how far its rows are sealed under the current data key. Reads all rows, a few at a time.',
    roles: everyRole,
    request: noBody,
    response: z.object({
      masterKey,
      dataKeys: z.array(dataKeyReport).readonly(),
      reseal: z
        .object({ rows: z.int().describe('sealed again since this began'), rowsPerSecond: z.int() })
        .exactOptional()
        .describe('while rows are sealed again'),
    }),
    errors: [],
    example: {
      response: {
        masterKey: '2f1c7be5d3a04b96',
        dataKeys: [
          {
            ...{ dataKey: 1, purpose: 'seal', isCurrent: false, since: '2026-01-05T09:30:00.000Z' },
            ...{ seals: 81_204, rows: 5_120 },
          },
          { dataKey: 2, purpose: 'index', isCurrent: false, seals: 0, rows: 0 },
          {
            ...{ dataKey: 3, purpose: 'seal', isCurrent: true, since: '2026-11-24T09:30:00.000Z' },
            ...{ seals: 14_880, rows: 14_880 },
          },
        ],
        reseal: { rows: 14_848, rowsPerSecond: 2_400 },
      },
    },
  },
  'POST /v1/store/rotate-data-key': {
    description:
      'Replaces the data key that seals the store. Rows are sealed again under the new one in the background, and the old one is removed when none is left under it.',
    roles: administratorOnly,
    request: noBody,
    response: z.object({ dataKey }),
    errors: [],
    example: { response: { dataKey: 3 } },
  },
  'POST /v1/store/rotate-master-key': {
    description:
      'Replaces the master key in the data directory. Backups of the store from before open with the old master key only. Back up the new one.',
    roles: administratorOnly,
    request: noBody,
    response: z.object({ masterKey }),
    errors: ['refused'],
    example: { response: { masterKey: '9d0e6a1b7c5f4e23' } },
  },
} as const satisfies RouteTable<AdministrationRoute>
