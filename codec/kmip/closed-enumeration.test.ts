import { expect } from 'chai'
import { TtlvReader } from '../ttlv/reader.ts'
import { TtlvWriter } from '../ttlv/writer.ts'
import type { CodecError } from '../wire/error.ts'
import { protocolVersionOf } from './version.ts'
import { readRequest, readResponse, writeRequest, writeResponse } from './wire-message.ts'

/** `Get` with a Key Format Type. */
const getAs = (keyFormatType: `0x${string}` | 'Raw'): Uint8Array => {
  const writer = new TtlvWriter()
  writeRequest(writer, {
    requestHeader: { protocolVersion: protocolVersionOf('2.1'), batchCount: 1 },
    batchItem: [{ operation: 'Get', requestPayload: { uniqueIdentifier: 'x', keyFormatType } }],
  })
  return writer.finish().slice()
}
const faultOf = (bytes: Uint8Array): CodecError | undefined =>
  readRequest(new TtlvReader(bytes), { unassigned: 'refused' }).batchItem[0]?.fault

describe('numbers of an enumeration that the standard has not assigned (KMIP 2.1 §11)', () => {
  it('are refused in a request where the reader wants it', () => {
    for (const number of ['0x00000000', '0x00000063', '0x7fffffff'] as const) {
      const fault = faultOf(getAs(number))
      expect(fault?.fault).to.equal('enumeration')
      expect(fault?.message).to.equal(`RequestPayload/KeyFormatType: Key Format Type has no value ${number}`)
    }
    expect(faultOf(getAs('Raw'))).to.equal(undefined)
  })

  it('but not those for extensions, 8XXXXXXX, nor in the numbers of PKCS #11', () => {
    for (const number of ['0x80000001', '0xffffffff'] as const) expect(faultOf(getAs(number))).to.equal(undefined)
    const writer = new TtlvWriter()
    writeRequest(writer, {
      requestHeader: { protocolVersion: protocolVersionOf('2.1'), batchCount: 1 },
      batchItem: [{ operation: 'PKCS_11', requestPayload: { pkcs_11Function: '0x00001000' } }],
    })
    expect(faultOf(writer.finish())).to.equal(undefined)
  })

  it('are kept in a response: a server may be newer than its client', () => {
    const writer = new TtlvWriter()
    writeResponse(writer, {
      responseHeader: { protocolVersion: protocolVersionOf('2.1'), timeStamp: new Date(0), batchCount: 1 },
      batchItem: [{ operation: 'Query', resultStatus: 'Success', responsePayload: { operation: ['0x00000099'] } }],
    })
    expect(readResponse(new TtlvReader(writer.finish())).batchItem[0]?.responsePayload).to.deep.equal({
      operation: ['0x00000099'],
    })
  })
})
