import { boolean, dateTime, integer, interval } from '../../schema/primitive.ts'
import { RotateName } from '../structure/attributes.ts'
import { attribute } from './declare.ts'

/** Rotation attributes and their rules (KMIP 1.4 §3, 2.1 §4). */
export const rotationAttributes = {
  /** KMIP 2.1 §4.48. */
  RotateAutomatic: attribute('Rotate Automatic', boolean(), {
    since: '2.1',
    onReplacement: 'inherited',
    describes: 'nothing',
    v2: { initiallySetBy: ['client', 'server'], modifiableByServer: true },
  }),
  /** KMIP 2.1 §4.49. */
  RotateDate: attribute('Rotate Date', dateTime(), {
    since: '2.1',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { initiallySetBy: ['server'] },
  }),
  /** KMIP 2.1 §4.50. */
  RotateGeneration: attribute('Rotate Generation', integer(), {
    since: '2.1',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { initiallySetBy: ['server'] },
  }),
  /** KMIP 2.1 §4.51. */
  RotateInterval: attribute('Rotate Interval', interval(), {
    since: '2.1',
    onReplacement: 'inherited',
    describes: 'nothing',
    v2: { initiallySetBy: ['client', 'server'], modifiableByServer: true },
  }),
  /** KMIP 2.1 §4.52. */
  RotateLatest: attribute('Rotate Latest', boolean(), {
    since: '2.1',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { initiallySetBy: ['server'], modifiableByServer: true },
  }),
  /** KMIP 2.1 §4.53. */
  RotateName: attribute('Rotate Name', RotateName, {
    since: '2.1',
    onReplacement: 'inherited',
    describes: 'nothing',
    v2: { initiallySetBy: ['client'], modifiableByClient: true, deletableByClient: true },
  }),
  /** KMIP 2.1 §4.54. */
  RotateOffset: attribute('Rotate Offset', interval(), {
    since: '2.1',
    onReplacement: 'inherited',
    describes: 'nothing',
    v2: { initiallySetBy: ['client', 'server'], modifiableByServer: true },
  }),
} as const
