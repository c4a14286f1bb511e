import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { findDefaultConfiguration } from './default-configuration.ts'

describe('findDefaultConfiguration', () => {
  let home: string
  before(() => {
    home = mkdtempSync(join(tmpdir(), 'kmip-home-'))
  })
  after(() => rmSync(home, { recursive: true }))

  it("is the user's file, if there is one", async () => {
    const environment = { HOME: home }
    expect(await findDefaultConfiguration(environment, 1000)).to.equal(undefined)
    expect(await findDefaultConfiguration({}, 1000)).to.equal(undefined)
    for (const [folder, more] of [
      ['.config', {}],
      ['xdg', { XDG_CONFIG_HOME: join(home, 'xdg') }],
    ] as const) {
      const path = join(home, folder, 'kmip', 'kmip.toml')
      mkdirSync(join(path, '..'), { recursive: true })
      writeFileSync(path, '')
      expect(await findDefaultConfiguration({ ...environment, ...more }, 1000)).to.equal(path)
    }
    const relative = { ...environment, XDG_CONFIG_HOME: 'relative' }
    expect(await findDefaultConfiguration(relative, 1000)).to.equal(join(home, '.config/kmip/kmip.toml'))
  })
})
