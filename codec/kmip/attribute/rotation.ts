import { boolean, dateTime, integer, interval } from '../../schema/primitive.ts'
import { RotateName } from '../structure/rotate-name.ts'
import { attribute } from './declare.ts'

/** Rotation attributes and their rules (KMIP 1.4 §3, 2.1 §4). */
export const rotationAttributes = {
  RotateAutomatic: attribute('Rotate Automatic', boolean(), {
    since: '2.1',
    v2: { initiallySetBy: ['client', 'server'], modifiableByServer: true },
  }),
  RotateDate: attribute('Rotate Date', dateTime(), {
    since: '2.1',
    v2: { initiallySetBy: ['server'] },
  }),
  RotateGeneration: attribute('Rotate Generation', integer(), {
    since: '2.1',
    v2: { initiallySetBy: ['server'] },
  }),
  RotateInterval: attribute('Rotate Interval', interval(), {
    since: '2.1',
    v2: { initiallySetBy: ['client', 'server'], modifiableByServer: true },
  }),
  RotateLatest: attribute('Rotate Latest', boolean(), {
    since: '2.1',
    v2: { initiallySetBy: ['server'], modifiableByServer: true },
  }),
  RotateName: attribute('Rotate Name', RotateName, {
    since: '2.1',
    v2: { initiallySetBy: ['client'], modifiableByClient: true, deletableByClient: true },
  }),
  RotateOffset: attribute('Rotate Offset', interval(), {
    since: '2.1',
    v2: { initiallySetBy: ['client', 'server'], modifiableByServer: true },
  }),
} as const
