import { globSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'

/** `lazy` is `await import()`, or a type that is imported in place. */
export type ImportKind = 'import' | 'export' | 'lazy'

export interface Import {
  readonly kind: ImportKind
  /** The imported file, from the root of the repository. */
  readonly to: string
}

/** The sources below some folders and what each imports from the repository. Paths are relative to `root`. */
export interface ImportGraph {
  readonly root: string
  /** Every source file, sorted, tests included. */
  readonly files: readonly string[]
  /** The files that are neither tests, nor contract suites, nor what tests share. */
  readonly product: readonly string[]
  textOf(file: string): string
  importsOf(file: string): readonly Import[]
}

export const isTest = (file: string): boolean => /\.test\.ts$|\/contract[/.]|\/testing\//.test(file)

const clause = String.raw`(?:\*(?:\s+as\s+\w+)?|\w+(?:\s*,\s*\{[^}]*\})?|\{[^}]*\})`
const fromPattern = new RegExp(String.raw`^(import|export)\s+(?:type\s+)?${clause}\s+from\s+'([^']+)'`, 'gm')
const barePattern = /^import\s+'([^']+)'/gm
const lazyPattern = /\bimport\(\s*'([^']+)'\s*\)/g

/** What a source imports by relative path; packages and `node:` modules are left out. */
export const readImports = (file: string, source: string): readonly Import[] => {
  const found: [ImportKind, string][] = [
    ...source.matchAll(fromPattern).map((m): [ImportKind, string] => [m[1] as ImportKind, m[2] as string]),
    ...source.matchAll(barePattern).map((m): [ImportKind, string] => ['import', m[1] as string]),
    ...source.matchAll(lazyPattern).map((m): [ImportKind, string] => ['lazy', m[1] as string]),
  ]
  return found
    .filter(([, specifier]) => specifier.startsWith('.'))
    .map(([kind, specifier]) => ({ kind, to: posix.join(dirname(file), specifier) }))
}

export const readImportGraph = (root: string, folders: readonly string[]): ImportGraph => {
  const files = folders.flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root })).sort()
  const text = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]))
  const imports = new Map([...text].map(([file, source]) => [file, readImports(file, source)]))
  return {
    root,
    files,
    product: files.filter((file) => !isTest(file)),
    textOf: (file) => text.get(file) ?? '',
    importsOf: (file) => imports.get(file) ?? [],
  }
}

/** Everything that is loaded at once when `file` is; what `await import()` brings in is not. */
export const filesLoadedWith = (graph: ImportGraph, file: string, seen = new Set<string>()): ReadonlySet<string> => {
  if (seen.has(file)) return seen
  seen.add(file)
  for (const { kind, to } of graph.importsOf(file)) if (kind !== 'lazy') filesLoadedWith(graph, to, seen)
  return seen
}

const valuePattern = new RegExp(String.raw`^(?:import|export)\s+(?!type\s)${clause}\s+from\s+'([^']+)'`, 'gm')

/** The packages that run when `file` is loaded: imports of types are erased. */
export const packagesLoadedWith = (graph: ImportGraph, file: string, seen = new Set<string>()): readonly string[] => {
  if (seen.has(file)) return []
  seen.add(file)
  const specifiers = [...graph.textOf(file).matchAll(valuePattern)].map((match) => match[1] as string)
  return specifiers.flatMap((specifier) =>
    specifier.startsWith('.')
      ? packagesLoadedWith(graph, posix.join(dirname(file), specifier), seen)
      : specifier.startsWith('node:')
        ? []
        : [specifier],
  )
}

/** The cycles among the product files, each as `a → b → a`; types count. */
export const findCycles = (graph: ImportGraph): readonly string[] => {
  const done = new Set<string>()
  const cyclesFrom = (file: string, trail: readonly string[]): readonly string[] => {
    if (trail.includes(file)) return [[...trail.slice(trail.indexOf(file)), file].join(' → ')]
    if (done.has(file)) return []
    const found = graph.importsOf(file).flatMap(({ to }) => cyclesFrom(to, [...trail, file]))
    done.add(file)
    return found
  }
  return graph.product.flatMap((file) => cyclesFrom(file, []))
}
