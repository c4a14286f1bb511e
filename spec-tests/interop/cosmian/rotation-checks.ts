import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { connect } from '../../../client/index.ts'
import { keyMaterialOf } from '../../../codec/index.ts'
import type { Tally } from '../tally.ts'
import type { CosmianServer } from './cosmian-server.ts'
import { type Method, methods, openRotationSite, type RotationSite } from './rotation-site.ts'

const kills = 20

interface Use {
  readonly uniqueIdentifier: string
  readonly current: boolean
  readonly state?: string
}

const listUses = async (site: RotationSite, method: Method): Promise<readonly Use[]> =>
  JSON.parse(await site.kmip('agent', 'uses', method, '--json'))

const expectAllOpen = async (site: RotationSite, method: Method): Promise<void> => {
  expect(await site.findLost(method)).to.deep.equal([])
}

/** A Deactivated key decrypts there, and neither unwraps nor is returned. */
const opensDeactivated = (method: Method): boolean => method === 'encrypt'

const rotateAndRetire = async (site: RotationSite, method: Method): Promise<void> => {
  await site.seal(method)
  await site.kmip('agent', 'rekey', method)
  await site.seal(method)
  await site.kmip('agent', 'rekey', method)
  await site.killAndStart()
  await expectAllOpen(site, method)
  const retired = await site.run('agent', 'retire', method)
  const states = (await listUses(site, method)).filter(({ current }) => !current).map(({ state }) => state)
  if (opensDeactivated(method)) {
    expect(retired.code, retired.stderr).to.equal(0)
    expect(states).to.deep.equal(['Deactivated', 'Deactivated'])
  } else {
    expect(retired.code).to.equal(1)
    expect(retired.stderr).to.include('does not unwrap with a Deactivated key').and.include('Nothing was changed')
    expect(retired.stderr).to.include(`kmip agent retire ${method} --final`)
    expect(states).to.deep.equal(['Active', 'Active'])
  }
  await expectAllOpen(site, method)
  await site.kmip('reseal', ...site.files(method))
  await site.kmip('agent', 'retire', method, '--final', ...site.files(method))
  await site.killAndStart()
  await expectAllOpen(site, method)
}

const rotateUnderKills = async (site: RotationSite, method: Method): Promise<void> => {
  const outcomes: boolean[] = []
  for (let kill = 0; kill < kills; kill++) {
    const rotated = site.rekey(method)
    await sleep(randomInt(0, 300))
    await site.killAndStart()
    outcomes.push(await rotated)
    await site.seal(method)
  }
  await expectAllOpen(site, method)
  expect(outcomes, 'rotations cut short').to.include(false)
}

/** What `kmip agent rekey` of version 0.1 did: Re-key, after which the agent still takes the old key for the current one. */
const recover = async (server: CosmianServer, access: Parameters<typeof openRotationSite>[0], method: Method) => {
  await using site = await openRotationSite(access)
  await using client = await connect({ ...access, host: 'localhost', version: '2.1' })
  await site.seal(method)
  const [old] = await listUses(site, method)
  const uniqueIdentifier = String(old?.uniqueIdentifier)
  const next = String((await client.reKey({ uniqueIdentifier })).uniqueIdentifier)
  const refused = await site.run('seal', '--key', method)
  expect(refused.stderr).to.include(`localhost:${server.port}`).and.include(`${method} needs ${uniqueIdentifier}`)
  const lost = await site.findLost(method)
  expect(lost).to.have.length(opensDeactivated(method) ? 0 : 2)
  if (lost.length > 0) {
    // The way back on Cosmian's server, as docs/compatibility.md has it.
    const { object } = await client.export({ uniqueIdentifier })
    const keyMaterial = keyMaterialOf(object)
    if (!(keyMaterial instanceof Uint8Array)) throw new Error('the key was not exported')
    const shape = { cryptographicAlgorithm: 'AES', cryptographicLength: 256 } as const
    await client.import({
      ...{ uniqueIdentifier, objectType: 'SymmetricKey', replaceExisting: true },
      attributes: { ...shape, cryptographicUsageMask: ['Encrypt', 'Decrypt', 'WrapKey', 'UnwrapKey'] },
      object: { symmetricKey: { keyBlock: { ...shape, keyFormatType: 'Raw', keyValue: { keyMaterial } } } },
    })
    await client.activate({ uniqueIdentifier })
    await expectAllOpen(site, method)
  }
  await site.kmip('agent', 'adopt', method, next)
  await site.seal(method)
  await site.kmip('agent', 'rekey', method)
  await expectAllOpen(site, method)
}

/** In 1.4 the server ignores Key Wrap Type: what the agent had wrapped by `keyWrap` would never open. */
const refuseOneWay = async (server: CosmianServer, access: Parameters<typeof openRotationSite>[0]): Promise<void> => {
  await using site = await openRotationSite({ ...access, version: '1.4' })
  const { code, stdout, stderr } = await site.run('seal', '--key', 'keyWrap')
  expect([code, stdout.length]).to.deep.equal([1, 0])
  expect(stderr).to.include(`localhost:${server.port} does not unwrap what it wraps`).and.include('Nothing was sealed')
  for (const method of ['encrypt', 'local'] as const) {
    await site.seal(method)
    await expectAllOpen(site, method)
  }
}

/** The rotation that lost data on this server with version 0.1, by the commands of docs/how-to/rotate-keys.md. */
export const runRotationChecks = async (server: CosmianServer, tally: Tally): Promise<void> => {
  const toAccess = async (name: string) => ({ port: server.port, ca: server.ca, ...(await server.client(name)) })
  await using site = await openRotationSite(await toAccess('rotated'))
  for (const method of methods) {
    const check = (what: string, work: () => Promise<void>) =>
      tally.check(`rotation on Cosmian's server: ${method}: ${what}`, work)
    await check('files and secrets open after rekey, retire and reseal', () => rotateAndRetire(site, method))
    await check(`files and secrets open after ${kills} kills in rotations`, () => rotateUnderKills(site, method))
    await check('an agent that a Re-key left behind gets back, and everything opens', async () =>
      recover(server, await toAccess(`recovered-${method}`), method),
    )
  }
  await tally.check("Cosmian's server 1.4: keyWrap seals nothing, since nothing would open", async () =>
    refuseOneWay(server, await toAccess('one-way')),
  )
}
