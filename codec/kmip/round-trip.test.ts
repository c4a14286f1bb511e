import { expect } from 'chai'
import fc from 'fast-check'
import { JsonReader } from '../json/reader.ts'
import { JsonWriter } from '../json/writer.ts'
import { arbitraryRequest, arbitraryResponse } from '../testing/arbitrary-message.ts'
import { oldestFirst } from '../testing/declarations.ts'
import { TtlvReader } from '../ttlv/reader.ts'
import { TtlvWriter } from '../ttlv/writer.ts'
import { parseXml } from '../xml/parse.ts'
import { XmlReader } from '../xml/reader.ts'
import { XmlWriter } from '../xml/writer.ts'
import type { RequestMessage, ResponseMessage } from './message.ts'
import { type OperationName, operations } from './operation/table.ts'
import { tagNames } from './tag.ts'
import { livesIn } from './version.ts'
import { readRequest, readResponse, writeRequest, writeResponse } from './wire-message.ts'

type Write<M> = (writer: TtlvWriter | XmlWriter | JsonWriter, message: M) => void
type Read<M> = (reader: TtlvReader | XmlReader | JsonReader) => M

/** Value → TTLV → value → XML → value → JSON → value. */
const survives = <M>(message: M, write: Write<M>, read: Read<M>): void => {
  const ttlv = new TtlvWriter()
  write(ttlv, message)
  const fromTtlv = read(new TtlvReader(ttlv.finish()))
  expect(fromTtlv).to.deep.equal(message)
  const xml = new XmlWriter(tagNames)
  write(xml, fromTtlv)
  const fromXml = read(new XmlReader(parseXml(xml.finish()), tagNames))
  expect(fromXml).to.deep.equal(message)
  const json = new JsonWriter(tagNames)
  write(json, fromXml)
  expect(read(new JsonReader(json.finish(), tagNames))).to.deep.equal(message)
}

const requestSurvives = (message: RequestMessage): void => survives(message, writeRequest, readRequest)
const responseSurvives = (message: ResponseMessage): void => survives(message, writeResponse, readResponse)

describe('every message that the declarations allow comes out of TTLV, XML and JSON as it went in', () => {
  for (const [name, { since }] of Object.entries(operations) as [OperationName, (typeof operations)[OperationName]][])
    it(name, () => {
      for (const version of oldestFirst.filter((each) => livesIn(each, since))) {
        fc.assert(fc.property(arbitraryRequest(name, version), requestSurvives), { numRuns: 4 })
        fc.assert(fc.property(arbitraryResponse(name, version), responseSurvives), { numRuns: 4 })
      }
    })
})
