import { z } from 'zod'
import { type OperationName, operations } from '../../codec/index.ts'
import { readFileIfExists, replaceFile } from '../../durable/durable-file.ts'
import { certificateMode } from './key-files.ts'
import { runLocked } from './run-locked.ts'
import { SetUpError } from './set-up-error.ts'

const operationName = z.enum(Object.keys(operations) as [OperationName, ...OperationName[]])

const schema = z.strictObject({
  clients: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        operations: z.array(operationName).min(1).optional(),
        reuseNames: z.literal(false).optional(),
      }),
    )
    // Two entries of one client would leave open which one counts.
    .refine((list) => new Set(list.map(({ name }) => name)).size === list.length),
})

/** What a client may do. */
export interface LimitTerms {
  /** The only operations allowed, besides those that ask what the server can do; all if absent. */
  readonly operations?: readonly OperationName[] | undefined
  /** `false`: a Name stays with its object for ever. */
  readonly reuseNames?: false | undefined
}

/** The limits of one client. */
export interface ClientLimit extends LimitTerms {
  /** Of the client with the subject `CN=name`. */
  readonly name: string
}

/** Parses `limits.json`. @throws SetUpError for an invalid list */
export const parseClientLimits = (text: string, path: string): readonly ClientLimit[] => {
  try {
    return schema.parse(JSON.parse(text)).clients
  } catch {
    throw new SetUpError(
      `${path} is not a list of clients' limits. Restore it from a backup; until then, the server refuses every client.`,
    )
  }
}

/** Reads the limits of clients, `limits.json` in the data directory; none if there is no file. @throws SetUpError */
export const readClientLimits = async (path: string): Promise<readonly ClientLimit[]> => {
  const text = await readFileIfExists(path)
  return text ? parseClientLimits(text.toString(), path) : []
}

const isLimited = ({ operations: list, reuseNames }: LimitTerms): boolean => list !== undefined || reuseNames === false

/** Replaces the limits of a client, durably; terms that limit nothing remove them. @throws SetUpError */
export const changeClientLimit = (path: string, name: string, terms: LimitTerms): Promise<void> =>
  runLocked(path, async () => {
    const others = (await readClientLimits(path)).filter((each) => each.name !== name)
    const clients = isLimited(terms) ? [...others, { name, ...terms }] : others
    const text = `${JSON.stringify({ clients }, null, 2)}\n`
    parseClientLimits(text, path)
    await replaceFile(path, text, certificateMode)
  })
