import { type AttributeInstance, type AttributeList, KmipError } from '../../codec/index.ts'
import type { Scope } from '../handler/scope.ts'
import { mergeAttributes } from './merge-attributes.ts'

const removeIndex = ({ index: _, ...each }: AttributeInstance) => each as AttributeInstance

/**
 * Merges the attribute lists of a request, with later lists taking precedence. It replaces each reference to a Template
 * by the template's attributes except its Name. Attributes take precedence over templates, and later templates over
 * earlier ones (KMIP 1.4 §2.1.8, §4.2). Templates exist up to 1.4.
 */
export const resolveTemplates = async (scope: Scope, ...lists: readonly (AttributeList | undefined)[]) => {
  const layers: (readonly AttributeInstance[])[] = []
  for (const list of lists) {
    const direct: AttributeInstance[] = []
    for (const each of list ?? []) {
      if (each.attribute === 'TemplateAttribute') layers.push(await loadTemplateAttributes(each.value.nameValue, scope))
      else direct.push(each)
    }
    layers.push(direct)
  }
  return mergeAttributes(scope.version, ...layers.map((layer) => layer.map(removeIndex)))
}

const loadTemplateAttributes = async (name: string, scope: Scope): Promise<AttributeInstance[]> => {
  const { uniqueIdentifiers } = await scope.find({
    attributes: [
      { attribute: 'ObjectType', value: 'Template' },
      { attribute: 'Name', value: { nameValue: name, nameType: 'UninterpretedTextString' } },
    ],
    // A destroyed template keeps its Name, which a new one may reuse.
    storageStatusMask: ['OnLineStorage', 'ArchivalStorage'],
  })
  if (!uniqueIdentifiers[0]) throw new KmipError('ItemNotFound', `The template ${name} does not exist.`)
  const template = (await scope.load(uniqueIdentifiers[0])).object
  if (!template?.template) throw new KmipError('ItemNotFound', `The template ${name} is destroyed.`)
  return (template.template.attributes ?? []).filter(
    (each): each is AttributeInstance => each.attribute !== 'Name' && each.attribute !== 'TemplateAttribute',
  )
}
