import { expect } from 'chai'
import { findDefaultDataDirectory } from './default-data-directory.ts'

describe('defaultDataDirectory', () => {
  it("is the system's for root, and the user's own for others", () => {
    expect(findDefaultDataDirectory({ HOME: '/home/a' }, 0)).to.equal('/var/lib/kmip')
    expect(findDefaultDataDirectory({ HOME: '/home/a', XDG_DATA_HOME: '/data' }, 1000)).to.equal('/data/kmip')
    expect(findDefaultDataDirectory({ HOME: '/home/a', XDG_DATA_HOME: 'relative' }, 1000)).to.equal(
      '/home/a/.local/share/kmip',
    )
    expect(findDefaultDataDirectory({}, 1000)).to.equal(undefined)
  })
})
