import { SetDefaults } from '../../../codec/index.ts'
import { requireUsableDefaults } from '../../attributes/defaults.ts'
import { createSettingChanges, defaultsSetting } from '../../attributes/setting.ts'
import type { Handler } from '../../handler/handler.ts'

/** Replaces the default attributes of new objects. A request without defaults removes all. KMIP 2.1 §6.1.53. */
export const setDefaults: Handler<typeof SetDefaults> = {
  operation: SetDefaults,
  access: 'administrators',
  asynchronous: 'Optional',
  target: 'none',
  async run({ defaultsInformation = {} }, scope) {
    requireUsableDefaults(defaultsInformation, scope)
    return { payload: {}, documents: await createSettingChanges(defaultsSetting, defaultsInformation, scope) }
  },
}
