import { type AttributeInstance, type AttributeList, KmipError } from '../../codec/index.ts'
import type { Scope } from '../operations/handler.ts'

/**
 * The attributes with each reference to a Template replaced by that template's attributes, save its Name
 * (KMIP 1.4 §2.1.8: attributes given beside it win). Up to 1.4.
 */
export const fromTemplates = async (list: AttributeList, scope: Scope): Promise<readonly AttributeInstance[]> => {
  const own: AttributeInstance[] = []
  const inherited: AttributeInstance[] = []
  for (const each of list) {
    if (each.attribute !== 'TemplateAttribute') own.push(each)
    else inherited.push(...(await attributesOfTemplate(each.value.nameValue, scope)))
  }
  const overrides = (given: AttributeInstance) =>
    given.attribute !== 'Attribute' && own.some((each) => each.attribute === given.attribute)
  return [...inherited.filter((each) => !overrides(each)), ...own].map(
    ({ index: _, ...each }) => each as AttributeInstance,
  )
}

const attributesOfTemplate = async (name: string, scope: Scope): Promise<AttributeInstance[]> => {
  const { uniqueIdentifiers } = await scope.find({
    attributes: [
      { attribute: 'ObjectType', value: 'Template' },
      { attribute: 'Name', value: { nameValue: name, nameType: 'UninterpretedTextString' } },
    ],
  })
  if (!uniqueIdentifiers[0]) throw new KmipError('ItemNotFound', `There is no template named ${name}.`)
  const template = (await scope.load(uniqueIdentifiers[0])).object
  if (!template || !('template' in template)) throw new KmipError('ItemNotFound', `The template ${name} is destroyed.`)
  return (template.template.attributes ?? []).filter(
    (each): each is AttributeInstance => each.attribute !== 'Name' && each.attribute !== 'TemplateAttribute',
  )
}
