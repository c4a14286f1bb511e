import { expect } from 'chai'
import type { Step } from '../../cli/server/consumers/consumer.ts'
import { consumers } from '../../cli/server/consumers/index.ts'
import { listExampleSteps } from '../reference/consumers-page.ts'
import { vendorFunctions, vendorOptions } from './vendor-options.ts'

const stepsOf = (name: string): readonly Step[] => {
  const consumer = consumers[name]
  if (consumer === undefined) throw new Error(`there is no consumer ${name}`)
  return listExampleSteps(name, consumer)
}

/** A setting in any of the formats: `name = value`, `"name": value`, `name: value`, `export name=value`. */
const setting = /^\s*(?:export )?(?:\{ )?"?([\w.-]+)"?\s*[=:]/

/** What a step sets in the consumer's own configuration; of a shell, the files that it writes, and its exports. */
const listSettings = ({ place, format, lines }: Step): string[] => {
  if (['sql', 'toml', 'python'].includes(format)) return []
  const written = lines.join('\n').replaceAll(/^plugins=.*$/gm, '')
  const text =
    place === 'shell'
      ? [...written.matchAll(/<<'EOF'\n([\s\S]*?)\nEOF/g), ...written.matchAll(/^(export .*)$/gm)].map(
          ([, inner]) => inner,
        )
      : [written]
  return text.flatMap((part) => (part ?? '').split('\n').flatMap((line) => setting.exec(line)?.[1] ?? []))
}

/** The calls of a statement: the function, and its arguments. */
const listCalls = (lines: readonly string[]) =>
  lines.flatMap((line) => {
    const [, name, inner = ''] = /^SELECT (\w+)\((.*)\);$/.exec(line) ?? []
    const args = [...inner.matchAll(/'((?:[^']|'')*)'|(\d+)/g)].map(([, text, number]) => text ?? Number(number))
    return name === undefined ? [] : [{ name, args }]
  })

describe('what kmip connect prints, against the documentation of the vendors', () => {
  for (const [name, options] of Object.entries(vendorOptions))
    it(`${name}: sets what its vendor documents`, () => {
      expect(options.every(({ source }) => source.length > 0)).to.equal(true)
      expect(stepsOf(name).flatMap(listSettings)).to.deep.equal(options.map((option) => option.name))
    })

  it('leaves out none that sets something', () => {
    const set = Object.keys(consumers).filter((name) => stepsOf(name).flatMap(listSettings).length > 0)
    expect(set).to.have.members(Object.keys(vendorOptions))
  })

  for (const extension of ['pg_tde', 'open_pg_tde'])
    it(`${extension}: calls its functions with what they declare`, () => {
      const { lines } = stepsOf(extension).find(({ place }) => place === 'psql') as Step
      const calls = listCalls(lines)
      expect(lines[0]).to.equal(`CREATE EXTENSION IF NOT EXISTS ${extension};`)
      expect(calls.map(({ name }) => name)).to.deep.equal(
        Object.keys(vendorFunctions).filter((name) => name.startsWith(`${extension}_`)),
      )
      const given = calls.map(({ name, args }) =>
        Object.fromEntries(
          (vendorFunctions[name]?.parameters ?? []).map((parameter, index) => [parameter, args[index]]),
        ),
      )
      expect(given).to.deep.equal([
        {
          provider_name: 'kmip',
          kmip_host: 'kms.example.org',
          kmip_port: 5696,
          kmip_cert_path: `/etc/kmip/${extension}.crt`,
          kmip_key_path: `/etc/kmip/${extension}.key`,
          kmip_ca_path: '/etc/kmip/ca.crt',
        },
        { key_name: 'database-key', provider_name: 'kmip' },
        { key_name: 'database-key', provider_name: 'kmip' },
        {},
      ])
      expect(calls.map(({ args }) => args.length)).to.deep.equal([6, 2, 2, 0])
    })

  it('mysql-enterprise: has the files where the plugin looks for them', () => {
    // MySQL 8.4 Reference Manual 8.4.4.6: okvclient.ora, and ssl/ with CA.pem, cert.pem and key.pem.
    const shell = stepsOf('mysql-enterprise')[0]?.lines.join('\n') ?? ''
    const folder = '/usr/local/mysql/mysql-keyring-okv'
    for (const file of ['okvclient.ora', 'ssl/CA.pem', 'ssl/cert.pem', 'ssl/key.pem'])
      expect(shell).to.include(` ${folder}/${file}`)
    expect(stepsOf('mysql-enterprise')[1]?.lines).to.include(`keyring_okv_conf_dir=${folder}`)
  })

  it('mysql: has the component’s configuration in JSON', () => {
    const lines = stepsOf('mysql').find(({ lines: [first = ''] }) => first.startsWith('plugins='))?.lines ?? []
    const json: unknown = JSON.parse(lines.slice(lines.indexOf('{'), lines.indexOf('EOF')).join('\n'))
    expect(json).to.deep.equal({
      server_addr: 'kms.example.org',
      server_port: '5696',
      client_ca: '/etc/kmip/mysql.crt',
      client_key: '/etc/kmip/mysql.key',
      server_ca: '/etc/kmip/ca.crt',
      object_group: 'mysql',
    })
  })
})
