import { agentConsumers } from './agent-consumers.ts'
import type { Consumer } from './consumer.ts'
import { mongodbConsumers } from './mongodb.ts'
import { mysqlConsumers } from './mysql.ts'
import { openstackAndCephConsumers } from './openstack-and-ceph.ts'
import { pgTdeConsumers } from './pg-tde.ts'

/** By name, in the order of `kmip connect --help`: what speaks KMIP, then what asks the agent. */
export const consumers: Readonly<Record<string, Consumer>> = {
  ...pgTdeConsumers,
  ...mysqlConsumers,
  ...mongodbConsumers,
  ...openstackAndCephConsumers,
  ...agentConsumers,
}
