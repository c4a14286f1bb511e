import { decodeBase64 } from './base64.ts'
import { hashLength } from './hash.ts'

/** The size of a tree and its root hash. */
export interface TreeHead {
  readonly size: number
  readonly rootHash: Uint8Array
}

/** The text of a checkpoint (tlog-checkpoint, "Note text"). */
export interface Checkpoint extends TreeHead {
  /** Which log: unique, and without line breaks. */
  readonly origin: string
  /** Lines after the first three. They are signed, but nothing about the tree follows from them. */
  readonly extensions: readonly string[]
}

/** @throws Error for an empty line or one with a line break, which would change the meaning of the lines below */
export const formatCheckpoint = ({ origin, size, rootHash, extensions }: Checkpoint): string => {
  const lines = [origin, String(size), Buffer.from(rootHash).toString('base64'), ...extensions]
  if (lines.some((line) => line === '' || line.includes('\n')))
    throw new Error('a line of a checkpoint is empty or has a line break')
  return lines.map((line) => `${line}\n`).join('')
}

/** A tree size as tlog-checkpoint writes it: decimal, without leading zeros. */
export const parseSize = (text: string): number | undefined => {
  const size = /^(0|[1-9][0-9]*)$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(size) ? size : undefined
}

/** Reads the text of a checkpoint, without its signatures; `undefined` for a text that is none. */
export const parseCheckpoint = (text: string): Checkpoint | undefined => {
  if (!text.endsWith('\n')) return undefined
  const [origin, sizeLine, rootLine, ...extensions] = text.slice(0, -1).split('\n')
  if (!origin || sizeLine === undefined || rootLine === undefined || extensions.includes('')) return undefined
  const size = parseSize(sizeLine)
  const rootHash = decodeBase64(rootLine)
  return size === undefined || rootHash?.length !== hashLength ? undefined : { origin, size, rootHash, extensions }
}
