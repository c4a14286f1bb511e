import { decodeEntries, encodeEntries } from '../../transparency/bundle.ts'
import type { SeededRandom } from '../support/random.ts'

/** What somebody does to the content of a file. */
export interface Change {
  readonly name: string
  /**
   * The content afterwards, `undefined` when the file is gone; and which entry of the bundle a verification must name, counted
   * within it, where that is one.
   */
  apply(bytes: Buffer, random: SeededRandom): { readonly bytes: Buffer | undefined; readonly entry?: number }
}

const flipBit = (bytes: Buffer, random: SeededRandom): Buffer => {
  const copy = Buffer.from(bytes)
  copy[random.below(copy.length)]! ^= 1 << random.below(8)
  return copy
}

/** On any file. */
export const fileChanges: readonly Change[] = [
  { name: 'bit flipped', apply: (bytes, random) => ({ bytes: flipBit(bytes, random) }) },
  { name: 'cut short', apply: (bytes, random) => ({ bytes: bytes.subarray(0, random.below(bytes.length)) }) },
  { name: 'emptied', apply: () => ({ bytes: Buffer.alloc(0) }) },
  { name: 'removed', apply: () => ({ bytes: undefined }) },
  {
    name: 'byte appended',
    apply: (bytes, random) => ({ bytes: Buffer.concat([bytes, Buffer.of(random.below(256))]) }),
  },
]

const onEntries =
  (change: (entries: Buffer[], random: SeededRandom) => { readonly entries: Buffer[]; readonly entry: number }) =>
  (bytes: Buffer, random: SeededRandom) => {
    const { entries, entry } = change(decodeEntries(bytes)!, random)
    return { bytes: encodeEntries(entries), entry }
  }

/** On the entries of a bundle, which stays well-formed. */
export const bundleChanges: readonly Change[] = [
  {
    name: 'entry edited',
    apply: onEntries((entries, random) => {
      const entry = random.below(entries.length)
      return { entries: entries.with(entry, flipBit(entries[entry]!, random)), entry }
    }),
  },
  {
    name: 'entry deleted',
    apply: onEntries((entries, random) => {
      const entry = random.below(entries.length)
      return { entries: entries.toSpliced(entry, 1), entry }
    }),
  },
  {
    name: 'entry inserted',
    apply: onEntries((entries, random) => {
      const entry = random.below(entries.length + 1)
      return { entries: entries.toSpliced(entry, 0, Buffer.from('inserted')), entry }
    }),
  },
  {
    name: 'entries swapped',
    apply: onEntries((entries, random) => {
      const entry = random.below(entries.length - 1)
      const other = entry + 1 + random.below(entries.length - 1 - entry)
      return { entries: entries.with(entry, entries[other]!).with(other, entries[entry]!), entry }
    }),
  },
]

/** On the hashes of a tile, whose length stays. */
export const tileChanges: readonly Change[] = [
  {
    name: 'hashes swapped',
    apply(bytes, random) {
      const count = bytes.length / 32
      const copy = Buffer.from(bytes)
      const one = random.below(count)
      const other = (one + 1 + random.below(count - 1)) % count
      copy.set(bytes.subarray(32 * other, 32 * other + 32), 32 * one)
      copy.set(bytes.subarray(32 * one, 32 * one + 32), 32 * other)
      return { bytes: count > 1 ? copy : flipBit(bytes, random) }
    },
  },
]
