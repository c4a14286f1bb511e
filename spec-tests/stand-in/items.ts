import type { Item } from '../../codec/index.ts'

type Structure = Extract<Item, { readonly type: 'Structure' }>

/** Changes the structures with a tag, wherever they are in a message. */
export const changeStructures = (item: Item, tag: number, change: (structure: Structure) => Item): Item => {
  if (item.type !== 'Structure') return item
  const changed = { ...item, value: item.value.map((each) => changeStructures(each, tag, change)) }
  return item.tag === tag ? change(changed) : changed
}

export const appendItems = (structure: Structure, ...items: readonly Item[]): Item => ({
  ...structure,
  value: [...structure.value, ...items],
})
