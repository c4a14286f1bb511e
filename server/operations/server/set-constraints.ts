import { SetConstraints } from '../../../codec/index.ts'
import { requireUsableConstraints } from '../../attributes/constraints.ts'
import { constraintsSetting, createSettingChanges } from '../../attributes/setting.ts'
import type { Handler } from '../../handler/handler.ts'

/** Replaces the constraints on new objects. KMIP 2.1 §6.1.52. */
export const setConstraints: Handler<typeof SetConstraints> = {
  operation: SetConstraints,
  access: 'administrators',
  asynchronous: 'Optional',
  target: 'none',
  async run({ constraints }, scope) {
    requireUsableConstraints(constraints, scope)
    return { payload: {}, documents: await createSettingChanges(constraintsSetting, constraints, scope) }
  },
}
