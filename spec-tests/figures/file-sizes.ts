import type { Source } from './source.ts'

export interface FileSizes {
  readonly files: number
  /** Lines. */
  readonly median: number
  /** Files with fewer than 15 lines, in percent. */
  readonly under15: number
  /** Files with more than 150 lines. */
  readonly over150: number
}

export const measureSizes = (sources: readonly Source[]): FileSizes => {
  const lines = sources.map(({ text }) => text.trimEnd().split('\n').length).sort((a, b) => a - b)
  const under15 = lines.filter((count) => count < 15).length
  return {
    files: lines.length,
    median: lines[Math.floor(lines.length / 2)] ?? 0,
    under15: Math.round((1000 * under15) / Math.max(lines.length, 1)) / 10,
    over150: lines.filter((count) => count > 150).length,
  }
}
