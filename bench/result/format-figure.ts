export const formatFigure = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 3 })

/** `1 connection`, `1,000 objects`. */
export const formatCount = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
