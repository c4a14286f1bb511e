import { expect } from 'chai'
import { protocolVersionOf, spokenVersions, versionOf, versions } from './version.ts'

describe('versions', () => {
  it('stand oldest first; those that are spoken newest first', () => {
    const number = (version: string): number => Number(version.replace('.', ''))
    expect(versions.map(number)).to.deep.equal(versions.map(number).sort((one, other) => one - other))
    expect(spokenVersions).to.deep.equal(
      versions.filter((each) => spokenVersions.some((one) => one === each)).reverse(),
    )
  })

  it('are numbers on the wire; one that is not spoken is refused', () => {
    for (const version of spokenVersions) expect(versionOf(protocolVersionOf(version))).to.equal(version)
    for (const [protocolVersionMajor, protocolVersionMinor] of [
      [3, 0],
      [1, 5],
      [0, 1],
      [-1, -1],
      [2 ** 31 - 1, 0],
    ] as const)
      expect(() => versionOf({ protocolVersionMajor, protocolVersionMinor })).to.throw('is not spoken here')
  })
})
