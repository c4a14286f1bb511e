import { GetConstraints } from '../../../codec/index.ts'
import { constraintsSetting, readSetting } from '../../attributes/setting.ts'
import type { Handler } from '../../handler/handler.ts'

/** Every client may read the constraints, because they apply to it. KMIP 2.1 §6.1.22. */
export const getConstraints: Handler<typeof GetConstraints> = {
  operation: GetConstraints,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'none',
  run: async (_request, scope) => ({ payload: { constraints: await readSetting(constraintsSetting, scope) } }),
}
