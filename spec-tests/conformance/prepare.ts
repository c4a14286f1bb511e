import type { CaseFile } from './case-file.ts'
import type { Exchange } from './conversation.ts'
import { type Element, leaf, structure } from './element.ts'
import type { Connection } from './play.ts'

/** The case whose objects another one uses, in the same store (README of the cases, "State a file needs"). */
export const prologueOf = (id: string): string | undefined =>
  /\/(SASED|TL)-M-3-\d+$/.test(id) ? id.replace('-M-3-', '-M-2-') : undefined

const attribute = (name: string, type: string, value: string) =>
  structure('Attribute', leaf('AttributeName', 'TextString', name), leaf('AttributeValue', type, value))

/** `TC-151-12` begins with a fresh AES-256 key in the object group `default`. */
const freshKeyInDefaultGroup: Element = structure(
  'RequestMessage',
  structure(
    'RequestHeader',
    structure(
      'ProtocolVersion',
      leaf('ProtocolVersionMajor', 'Integer', '1'),
      leaf('ProtocolVersionMinor', 'Integer', '2'),
    ),
    leaf('BatchCount', 'Integer', '1'),
  ),
  structure(
    'BatchItem',
    leaf('Operation', 'Enumeration', 'Create'),
    structure(
      'RequestPayload',
      leaf('ObjectType', 'Enumeration', 'SymmetricKey'),
      structure(
        'TemplateAttribute',
        attribute('Cryptographic Algorithm', 'Enumeration', 'AES'),
        attribute('Cryptographic Length', 'Integer', '256'),
        attribute('Cryptographic Usage Mask', 'Integer', 'Encrypt Decrypt'),
        attribute('Object Group', 'TextString', 'default'),
      ),
    ),
  ),
)

/** Brings a fresh server to the state a case begins with, over the same line. */
export const prepare = async (file: CaseFile, line: Connection): Promise<Exchange[]> => {
  if (file.id !== 'v1.2/TC-151-12') return []
  const response = await line.send(freshKeyInDefaultGroup, '')
  return [{ request: freshKeyInDefaultGroup, response, at: line.now(), probes: [] }]
}
