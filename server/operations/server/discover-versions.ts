import { DiscoverVersions, protocolVersionOf } from '../../../codec/index.ts'
import type { Handler } from '../../handler/handler.ts'

/**
 * Returns the supported versions, newest first. When the client lists versions, it returns the supported ones in the
 * client's order. KMIP 1.4 §4.26, 2.1 §6.1.16.
 */
export const discoverVersions: Handler<typeof DiscoverVersions> = {
  operation: DiscoverVersions,
  access: 'anyone',
  asynchronous: 'Mandatory',
  target: 'none',
  run({ protocolVersion: requested }, { capabilities }) {
    const supported = capabilities.versions.map(protocolVersionOf)
    const common = requested?.filter((each) =>
      supported.some(
        (version) =>
          version.protocolVersionMajor === each.protocolVersionMajor &&
          version.protocolVersionMinor === each.protocolVersionMinor,
      ),
    )
    return { payload: { protocolVersion: common ?? supported } }
  },
}
