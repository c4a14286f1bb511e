import type { ImportGraph } from './import-graph.ts'
import { findRoom, rooms, topFolderOf } from './rooms.ts'

/** What each room, or each top folder, imports, in the order of the rooms. */
export type RoomGraph = ReadonlyMap<string, ReadonlySet<string>>

/** The imports between rooms, by path; `await import()` and types count. */
export const readRoomGraph = (graph: ImportGraph): RoomGraph => {
  const imports = new Map(rooms.map(({ path }) => [path, new Set<string>()]))
  for (const file of graph.product)
    for (const { to } of graph.importsOf(file)) {
      const room = findRoom(file)?.path
      const imported = findRoom(to)?.path
      if (room && imported && room !== imported) imports.get(room)?.add(imported)
    }
  return imports
}

/** The imports between the folders at the top. */
export const groupByFolder = (graph: RoomGraph): RoomGraph => {
  const imports = new Map<string, Set<string>>()
  for (const [from, all] of graph) {
    const folder = topFolderOf(from)
    const others = [...all].map(topFolderOf).filter((other) => other !== folder)
    imports.set(folder, new Set([...(imports.get(folder) ?? []), ...others]))
  }
  return imports
}

/** The rooms below one top folder, with the imports between them. */
export const selectFolder = (graph: RoomGraph, folder: string): RoomGraph => {
  const isInside = (path: string): boolean => topFolderOf(path) === folder
  const inside = [...graph].filter(([path]) => isInside(path))
  return new Map(inside.map(([path, all]) => [path, new Set([...all].filter(isInside))]))
}

const findReachable = (graph: RoomGraph, from: string, seen = new Set<string>()): ReadonlySet<string> => {
  for (const next of graph.get(from) ?? [])
    if (!seen.has(next)) {
      seen.add(next)
      findReachable(graph, next, seen)
    }
  return seen
}

/** The graph without the arrows that follow from others: when a → b → c, a → c is left out. */
export const reduceTransitively = (graph: RoomGraph): RoomGraph => {
  const isImplied = (to: string, siblings: ReadonlySet<string>): boolean =>
    siblings.values().some((sibling) => sibling !== to && findReachable(graph, sibling).has(to))
  return new Map([...graph].map(([from, all]) => [from, new Set([...all].filter((to) => !isImplied(to, all)))]))
}
