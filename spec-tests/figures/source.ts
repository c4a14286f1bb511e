import { parseSync, Visitor, type VisitorObject } from 'oxc-parser'

export interface Source {
  /** From the root of the repository. */
  readonly file: string
  readonly text: string
}

/** Walks the syntax tree of a source; throws when it does not parse. */
export const visitSource = ({ file, text }: Source, visitor: VisitorObject): void => {
  const { program, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`${file}: ${errors.map(({ message }) => message).join(', ')}`)
  new Visitor(visitor).visit(program)
}

/** `file:line` of an offset. */
export const placeOf = ({ file, text }: Source, offset: number): string =>
  `${file}:${text.slice(0, offset).split('\n').length}`
