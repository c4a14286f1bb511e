import { protocolVersionOf, type SpokenVersion } from '../../../codec/index.ts'
import { type Behaviour, withResponse } from '../behaviour.ts'

/** One version, also in the answer to Discover Versions. */
const speakOnly = (version: SpokenVersion): Pick<Behaviour, 'versions' | 'answer'> => ({
  versions: [version],
  async answer(item, next) {
    const answer = await next(item)
    if (answer.operation !== 'DiscoverVersions') return answer
    return withResponse<'DiscoverVersions'>(answer, { protocolVersion: [protocolVersionOf(version)] })
  },
})

/** Which messages servers take, and when they answer. */
export const connectionBehaviours = {
  version10Only: {
    does: 'It speaks KMIP 1.0 only.',
    known: 'documented',
    source: 'Townsend Alliance Key Manager 3.0, its KMIP guide of 2014',
    lacks: ['encrypt', 'keyWrap'],
    ...speakOnly('1.0'),
  },
  version14Only: {
    does: 'It speaks KMIP 1.4 only, and refuses other versions before it reads the operation.',
    known: 'read',
    source: 'ovh/kmip-go, `router.go`: a server with one version',
    ...speakOnly('1.4'),
  },
  oneItemPerMessage: {
    does: 'A message with several items is refused.',
    known: 'possible',
    source: 'the standard lets a server limit the size of a message',
    batchSize: 1,
  },
  dropsConnections: {
    does: 'It ends each connection after 20 answers, and drops the request that arrives meanwhile.',
    known: 'possible',
    source: 'a load balancer before servers that restart',
    answersPerConnection: 20,
  },
  slow: {
    does: 'Each answer takes 30 ms.',
    known: 'possible',
    source: 'a server on another continent',
    delay: 30,
  },
} as const satisfies Readonly<Record<string, Behaviour>>
