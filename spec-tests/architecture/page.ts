import { groupByFolder, type RoomGraph, reduceTransitively, selectFolder } from './room-graph.ts'
import { productFolders, type Room, rooms, topFolderOf } from './rooms.ts'

const begin = '<!-- npm run reference writes this part from spec-tests/architecture/rooms.ts and the imports -->'
const end = '<!-- end of the written part -->'

const toLabel = (path: string): string => {
  const folder = topFolderOf(path)
  return path === folder ? `${path}/` : path.slice(folder.length + 1)
}

/** A Mermaid flowchart: an arrow is an import; arrows that follow from others are left out. */
export const drawGraph = (graph: RoomGraph): string => {
  const toId = (path: string): string => path.replaceAll('/', '-')
  const nodes = [...graph.keys()].map((path) => `  ${toId(path)}["${toLabel(path)}"]`)
  const arrows = [...reduceTransitively(graph)].flatMap(([from, all]) =>
    [...all].sort().map((to) => `  ${toId(from)} --> ${toId(to)}`),
  )
  return ['```mermaid', 'flowchart TD', ...nodes, ...arrows, '```'].join('\n')
}

const drawFolders = (graph: RoomGraph): string[] =>
  productFolders
    .map((folder) => ({ folder, inside: selectFolder(graph, folder) }))
    .filter(({ inside }) => inside.size > 1)
    .flatMap(({ folder, inside }) => [`Inside \`${folder}/\`:`, drawGraph(inside)])

const toRow = ({ path, contents }: Room): string => `| \`${path}\` | ${contents} |`

const listRooms = (): string => ['| room | what is in it |', '| --- | --- |', ...rooms.map(toRow)].join('\n')

/** The page with its part on the rooms written anew. */
export const withRooms = (page: string, graph: RoomGraph): string => {
  const from = page.indexOf(begin)
  const to = page.indexOf(end)
  if (from < 0 || to < from) throw new Error(`The page has no part between "${begin}" and "${end}"`)
  const parts = [begin, drawGraph(groupByFolder(graph)), ...drawFolders(graph), listRooms(), end]
  return page.slice(0, from) + parts.join('\n\n') + page.slice(to + end.length)
}
