import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Element, leaf, structure } from './element.ts'
import { readRegistry } from './registry.ts'
import { createSpeller } from './spell.ts'

const registry = {
  tags: [
    { id: 'CompromiseDate', hex: '420020' },
    { id: 'ApplicationSpecificInformation', hex: '420004' },
    { id: 'AttributeName', hex: '42000A' },
    { id: 'AttributeValue', hex: '42000B' },
    { id: 'Attribute', hex: '420008' },
    { id: 'CryptographicUsageMask', hex: '42002C', mask: 'CryptographicUsageMask' },
    { id: 'State', hex: '42008D', enum: 'State' },
  ],
  enumerations: {
    State: [
      { id: 'PreActive', value: '00000001' },
      { id: 'Active', value: '00000002' },
    ],
  },
  masks: {
    CryptographicUsageMask: [
      { id: 'Encrypt', value: '00000004' },
      { id: 'Decrypt', value: '00000008' },
    ],
  },
}

/** KMIP 1.4 §9.1.2, the examples of the standard. */
const examples: readonly (readonly [Element, string])[] = [
  [leaf('CompromiseDate', 'Integer', '8'), '42002002000000040000000800000000'],
  [leaf('CompromiseDate', 'LongInteger', '123456789000000000'), '420020030000000801b69b4ba5749200'],
  [
    leaf('CompromiseDate', 'BigInteger', '0000000003fd35eb6bc2df4618080000'),
    '42002004000000100000000003fd35eb6bc2df4618080000',
  ],
  [leaf('CompromiseDate', 'Enumeration', '0x000000ff'), '4200200500000004000000ff00000000'],
  [leaf('CompromiseDate', 'Boolean', 'true'), '42002006000000080000000000000001'],
  [leaf('CompromiseDate', 'TextString', 'Hello World'), '420020070000000b48656c6c6f20576f726c640000000000'],
  [leaf('CompromiseDate', 'ByteString', '010203'), '42002008000000030102030000000000'],
  [leaf('CompromiseDate', 'DateTime', '2008-03-14T11:56:40+00:00'), '42002009000000080000000047da67f8'],
  [leaf('CompromiseDate', 'Interval', '864000'), '4200200a00000004000d2f0000000000'],
  [
    structure(
      'CompromiseDate',
      leaf('ApplicationSpecificInformation', 'Enumeration', '0x000000fe'),
      leaf('CryptographicUsageMask', 'Integer', '0x000000ff'),
    ),
    '42002001000000204200040500000004000000fe0000000042002c0200000004000000ff00000000',
  ],
]

describe('the harness’s own TTLV', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kmip-registry-'))
  mkdirSync(join(folder, 'kmip'))
  writeFileSync(join(folder, 'kmip/registry.json'), JSON.stringify(registry))
  const { toTtlv, toElement } = createSpeller(readRegistry(folder))
  after(() => rmSync(folder, { recursive: true }))

  it('writes and reads the examples of the standard', () => {
    for (const [element, hex] of examples) expect(toTtlv(element).toString('hex')).to.equal(hex)
    for (const [element, hex] of examples.slice(0, -1))
      expect(toElement(Buffer.from(hex, 'hex'))).to.deep.equal(element)
  })

  it('names enumerations and masks, also of attributes', () => {
    const attribute = (name: string, type: string, value: string) =>
      structure('Attribute', leaf('AttributeName', 'TextString', name), leaf('AttributeValue', type, value))
    for (const element of [
      leaf('State', 'Enumeration', 'Active'),
      leaf('CryptographicUsageMask', 'Integer', 'Encrypt Decrypt'),
      attribute('State', 'Enumeration', 'PreActive'),
      attribute('Cryptographic Usage Mask', 'Integer', 'Decrypt 0x00000100'),
      leaf('0x540001', 'TextString', 'na'),
    ])
      expect(toElement(toTtlv(element))).to.deep.equal(element)
    expect(() => toTtlv(leaf('State', 'Enumeration', 'Nowhere'))).to.throw('Nowhere')
  })

  it('refuses bytes that are cut short, go on, are not padded with zeros or have a wrong length', () => {
    const good = toTtlv(leaf('CompromiseDate', 'Integer', '8'))
    expect(() => toElement(good.subarray(0, 15))).to.throw('malformed')
    expect(() => toElement(Buffer.concat([good, good]))).to.throw('follow')
    expect(() => toElement(Buffer.from('42002002000000040000000800000001', 'hex'))).to.throw('padded')
    expect(() => toElement(Buffer.from('42002002000000080000000800000000', 'hex'))).to.throw('length')
  })
})
