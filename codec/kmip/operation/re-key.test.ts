import { expect } from 'chai'
import { TtlvReader } from '../../ttlv/reader.ts'
import { TtlvWriter } from '../../ttlv/writer.ts'
import { CodecError } from '../../wire/error.ts'
import { protocolVersionOf } from '../version.ts'
import { readRequest, writeRequest } from '../wire-message.ts'

/** What PyKMIP 0.11.0 sends in KMIP 2.0, where the standard has Attributes (2.0 §6.1.42). */
const header =
  '420077010000003842006901000000204200' +
  '6a0200000004000000020000000042006b0200000004000000000000000042000d02000000040000000100000000'
const empty =
  `4200780100000078${header}42000f010000003042005c0500000004000000040000000042007901000000184200` +
  '94070000000131000000000000004200910100000000'
const withDate =
  `42007801000000a8${header}42000f010000006042005c0500000004000000040000000042007901000000484200` +
  '94070000000131000000000000004200910100000030420008010000002842000a070000000f4163746976617469' +
  '6f6e20446174650042000b09000000080000000077359400'

const payloadOf = (hex: string): unknown => {
  const [item] = readRequest(new TtlvReader(Buffer.from(hex, 'hex'))).batchItem
  if (item?.fault) throw item.fault
  return item?.requestPayload
}

/** The same message in another version. */
const inVersion = (hex: string, major: number, minor: number): string =>
  hex
    .replace('42006a020000000400000002', `42006a02000000040000000${major}`)
    .replace('42006b020000000400000000', `42006b02000000040000000${minor}`)

describe('Re-key', () => {
  it('has a Template-Attribute from PyKMIP in KMIP 2.0', () => {
    expect(payloadOf(empty)).to.deep.equal({ uniqueIdentifier: '1', templateAttribute: [] })
    expect(payloadOf(withDate)).to.deep.equal({
      uniqueIdentifier: '1',
      templateAttribute: [{ attribute: 'ActivationDate', value: new Date('2033-05-18T03:33:20Z') }],
    })
    expect(payloadOf(inVersion(withDate, 2, 1))).to.deep.equal(payloadOf(withDate))
  })

  it('has it as its attributes in KMIP 1.4', () => {
    expect(payloadOf(inVersion(withDate, 1, 4))).to.deep.equal({
      uniqueIdentifier: '1',
      attributes: [{ attribute: 'ActivationDate', value: new Date('2033-05-18T03:33:20Z') }],
    })
  })

  it('is never written with it', () => {
    for (const version of ['1.4', '2.0', '2.1'] as const)
      expect(() =>
        writeRequest(new TtlvWriter(), {
          requestHeader: { protocolVersion: protocolVersionOf(version), batchCount: 1 },
          batchItem: [{ operation: 'ReKey', requestPayload: { uniqueIdentifier: '1', templateAttribute: [] } }],
        }),
      ).to.throw(CodecError, 'no templateAttribute')
  })
})
