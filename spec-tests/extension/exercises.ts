/** One change of a contributor: a new file, or lines behind the one line that begins with `after`. */
export type Edit =
  | { readonly path: string; readonly content: string }
  | { readonly path: string; readonly after: string; readonly lines: readonly string[] }

/** A fact that is forgotten: what matches `missing` is left out of the edits, and the compiler has to say `named`. */
export interface Omission {
  readonly fact: string
  readonly missing: RegExp
  readonly named: RegExp
}

/** Adding one thing. */
export interface Exercise {
  readonly edits: readonly Edit[]
  readonly omissions: readonly Omission[]
}

const declaration = `import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  uniqueIdentifier: UniqueIdentifier.optional(),
})
const response = structure('ResponsePayload', {
  uniqueIdentifier: UniqueIdentifier,
})

export interface DeactivateRequest extends ValueOf<typeof request> {}
export interface DeactivateResponse extends ValueOf<typeof response> {}

/** Ends the use of an object. KMIP 3.0 §6.1.13. */
export const Deactivate: OperationDeclaration<'Deactivate', DeactivateRequest, DeactivateResponse> = operation(
  'Deactivate',
  {
    since: '3.0',
    direction: 'client-to-server',
    objects: 'named',
    placeholderIn: 'uniqueIdentifier',
    placeholderOut: 'none',
    repeatable: false,
    request,
    response,
  },
)
`

const handler = `import { Deactivate } from '../../../codec/index.ts'
import { type Handler, toUpdate } from '../../handler/handler.ts'
import { setAttributes } from '../../lifecycle/object-attributes.ts'

/** KMIP 3.0 §6.1.13. */
export const deactivate: Handler<typeof Deactivate> = {
  operation: Deactivate,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'refused',
  changesAttributes: false,
  run: (_request, { now }, object) => ({
    payload: { uniqueIdentifier: object.uniqueIdentifier },
    changes: [toUpdate(setAttributes(object, { State: 'Deactivated', DeactivationDate: now, LastChangeDate: now }))],
  }),
}
`

export const operationExercise: Exercise = {
  edits: [
    { path: 'codec/kmip/operation/deactivate.ts', content: declaration },
    { path: 'server/operations/lifecycle/deactivate.ts', content: handler },
    {
      path: 'codec/kmip/operation/index.ts',
      after: "export * from './create-split-key.ts'",
      lines: ["export * from './deactivate.ts'"],
    },
    {
      path: 'server/operations/index.ts',
      after: 'export { createKeyPair }',
      lines: ["export { deactivate } from './lifecycle/deactivate.ts'"],
    },
  ],
  omissions: [
    {
      fact: 'the objects that an operation works on',
      missing: /^ +objects: .*$/,
      named: /codec\/kmip\/operation\/deactivate\.ts.*\n?.*'objects'/,
    },
    {
      fact: 'whether Poll may answer an operation',
      missing: /^ +asynchronous: .*$/,
      named: /server\/operations\/lifecycle\/deactivate\.ts(.*\n){1,9}?.*'asynchronous'/,
    },
    {
      fact: 'the handler of an operation',
      missing: /^export \{ deactivate \}.*$/,
      named: /server\/operations\/create-handlers\.ts.*'deactivate' is missing/,
    },
  ],
}

export const attributeExercise: Exercise = {
  edits: [
    {
      path: 'codec/kmip/attribute/identification.ts',
      after: 'export const identificationAttributes',
      lines: [
        "  ContextString: attribute('Context String', text(), {",
        "    since: '3.1',",
        "    onReplacement: 'inherited',",
        "    describes: 'nothing',",
        "    v2: { initiallySetBy: ['client'], modifiableByClient: true, deletableByClient: true },",
        '  }),',
      ],
    },
  ],
  omissions: [
    {
      fact: 'what becomes of an attribute on replacement',
      missing: /^ +onReplacement: .*$/,
      named: /codec\/kmip\/attribute\/identification\.ts.*\n?.*'onReplacement'/,
    },
  ],
}

export const versionExercise: Exercise = {
  edits: [{ path: 'codec/schema/version.ts', after: "['3.0', 'draft']", lines: ["  ['3.1', 'spoken'],"] }],
  omissions: [
    {
      fact: 'whether a version is spoken',
      missing: /, 'spoken'/,
      named: /codec\/schema\/version\.ts.*standing: "draft" \| "spoken"/,
    },
  ],
}

/** The edits without what matches; a line of which nothing is left is left out. */
export const omit = (edits: readonly Edit[], missing: readonly RegExp[]): readonly Edit[] => {
  const omitIn = (lines: readonly string[]): readonly string[] =>
    lines.flatMap((line) => {
      const left = missing.reduce((rest, each) => rest.replace(each, ''), line)
      return left === '' && line !== '' ? [] : [left]
    })
  return edits.map((edit) =>
    'content' in edit
      ? { ...edit, content: omitIn(edit.content.split('\n')).join('\n') }
      : { ...edit, lines: omitIn(edit.lines) },
  )
}

/** How much the edits touch: new files, places in files that there are, and the lines in these. */
export const countEdits = (edits: readonly Edit[]): { newFiles: number; places: number; lines: number } => {
  const insertions = edits.flatMap((edit) => ('content' in edit ? [] : [edit]))
  return {
    newFiles: edits.length - insertions.length,
    places: insertions.length,
    lines: insertions.reduce((sum, { lines }) => sum + lines.length, 0),
  }
}
