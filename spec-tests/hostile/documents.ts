/** A document that no honest client posts: answered with a failure, and the log says why. */
export interface HostileDocument {
  readonly what: string
  readonly type: 'text/xml' | 'application/json'
  readonly body: string | Buffer
  readonly says: RegExp
}

/** A Get in XML, with this in its payload. */
const xml = (payload: string, prologue = ''): string =>
  `${prologue}<RequestMessage><RequestHeader><ProtocolVersion><ProtocolVersionMajor type="Integer" value="1"/><ProtocolVersionMinor type="Integer" value="4"/></ProtocolVersion><BatchCount type="Integer" value="1"/></RequestHeader><BatchItem><Operation type="Enumeration" value="Get"/><RequestPayload>${payload}</RequestPayload></BatchItem></RequestMessage>`

const named = (value: string): string => xml(`<UniqueIdentifier type="TextString" value="${value}"/>`)

/** A Get in JSON, with these items in its payload. */
const json = (payload: string): string =>
  `{"tag":"RequestMessage","value":[{"tag":"RequestHeader","value":[{"tag":"ProtocolVersion","value":[{"tag":"ProtocolVersionMajor","type":"Integer","value":1},{"tag":"ProtocolVersionMinor","type":"Integer","value":4}]},{"tag":"BatchCount","type":"Integer","value":1}]},{"tag":"BatchItem","value":[{"tag":"Operation","type":"Enumeration","value":"Get"},{"tag":"RequestPayload","value":[${payload}]}]}]}`

const identified = (value: string): string => json(`{"tag":"UniqueIdentifier","type":"TextString","value":${value}}`)

const nestedItems = (depth: number): string =>
  `${'{"tag":"Attribute","type":"Structure","value":['.repeat(depth)}${']}'.repeat(depth)}`

/** Ten entities, each ten of the one before. */
const laughs = Array.from(
  { length: 10 },
  (_, at) => `<!ENTITY a${at + 1} "${at === 0 ? 'ha' : `&a${at};`.repeat(10)}">`,
).join('')

const inXml = (what: string, body: string | Buffer, says: RegExp): HostileDocument => ({
  ...{ what, type: 'text/xml', body, says },
})
const inJson = (what: string, body: string | Buffer, says: RegExp): HostileDocument => ({
  ...{ what, type: 'application/json', body, says },
})

const notThere = /no object with this Unique Identifier/

export const hostileDocuments: readonly HostileDocument[] = [
  inXml('nothing', '', /well-formed|without an element/),
  inXml('elements 50,000 deep', '<RequestMessage>'.repeat(50_000), /nested structures/),
  inXml('structures 1,000 deep in a payload', xml('<Attribute>'.repeat(1000)), /nested structures/),
  inXml('60,000 elements', xml('<Name/>'.repeat(60_000)), /50000 elements/),
  inXml('entities of entities', xml('&a10;', `<!DOCTYPE x [${laughs}]>`), /document type/),
  inXml('an entity from a file', xml('&f;', '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'), /document type/),
  inXml('an entity that there is not', named('&f;'), /well-formed/),
  inXml('half a surrogate by number', named('&#xD800;'), /well-formed/),
  inXml('a character that XML does not have', named('&#0;'), /well-formed/),
  inXml('a value of 900,000 characters', named('x'.repeat(900_000)), notThere),
  inXml('a value of 150,000 entities', named('&amp;'.repeat(150_000)), notThere),
  inXml(
    '40,000 attributes of one element',
    xml(`<UniqueIdentifier ${Array.from({ length: 40_000 }, (_, at) => `a${at}="${at}"`).join(' ')}/>`),
    /expected TextString, found Structure/,
  ),
  inXml('the same attribute twice', xml('<UniqueIdentifier type="TextString" value="a" value="b"/>'), /well-formed/),
  inXml('a name of 900,000 characters', xml(`<${'n'.repeat(900_000)}/>`), /^RequestMessage.*: <n{100,}…$/),
  inXml('a comment of 900,000 characters, not ended', xml(`<!--${'-'.repeat(900_000)}`), /well-formed/),
  inXml('text that is data', xml('<![CDATA[x]]>'), /text between the elements/),
  inXml('a second message behind the first', named('x').repeat(2), /well-formed/),
  inXml(
    'names that JavaScript has',
    xml('<__proto__ type="constructor" value="toString" __proto__="x"/>'),
    /<__proto__> is not a known tag/,
  ),
  inXml('a type that JavaScript has', xml('<UniqueIdentifier type="hasOwnProperty" value="x"/>'), /unknown type/),
  inXml('UTF-16', Buffer.from(`\ufeff${named('x')}`, 'utf16le'), /UTF-8/),
  inXml('bytes that are no UTF-8', Buffer.concat([Buffer.from(xml('')), Buffer.from([0xc3, 0x28])]), /UTF-8/),
  inXml(
    'a number beyond all numbers',
    xml(`<LeaseTime type="Integer" value="${'9'.repeat(100_000)}"/>`),
    /unexpected item/,
  ),
  inXml(
    'a number of 800,000 hexadecimal digits',
    xml(`<D type="BigInteger" value="${'f'.repeat(800_000)}"/>`),
    /unexpected item/,
  ),
  inXml('bytes that are no bytes', xml('<Data type="ByteString" value="0g"/>'), /not a valid ByteString/),
  inXml(
    'a date that is none',
    xml('<ActivationDate type="DateTime" value="+999999-99-99T99:99:99Z"/>'),
    /not a valid DateTime/,
  ),

  inJson('nothing', '', /well-formed/),
  inJson('arrays 500,000 deep', '['.repeat(500_000), /well-formed/),
  inJson('arrays 400,000 deep, closed', '['.repeat(400_000) + ']'.repeat(400_000), /not a JSON object|well-formed/),
  inJson('structures 1,000 deep', json(nestedItems(1000)), /nested structures/),
  inJson(
    'structures 15,000 deep, where a value belongs',
    json(`{"tag":"UniqueIdentifier","type":"TextString","value":${nestedItems(15_000)}}`),
    /not a JSON string/,
  ),
  inJson('60,000 items', json(Array.from({ length: 60_000 }, () => '{"tag":"Name"}').join()), /50000 items/),
  inJson('a key twice', json('{"tag":"Name","tag":"UniqueIdentifier","value":"a","value":["b"]}'), /not a JSON object/),
  inJson('a number beyond all numbers', json('{"tag":"LeaseTime","type":"Integer","value":1e999}'), /unexpected item/),
  inJson(
    'a number of 900,000 digits',
    json(`{"tag":"LeaseTime","type":"Integer","value":${'9'.repeat(900_000)}}`),
    /unexpected item/,
  ),
  inJson(
    'a number that loses digits',
    json('{"tag":"D","type":"BigInteger","value":9007199254740993}'),
    /not a valid BigInteger/,
  ),
  inJson('a fraction', json('{"tag":"LeaseTime","type":"Interval","value":0.5}'), /not a valid Interval/),
  inJson('half a surrogate', identified('"\\ud800"'), /not a valid TextString/),
  inJson('a text with a zero byte', identified('"\\u0000"'), notThere),
  inJson('a value of 900,000 characters', identified(`"${'x'.repeat(900_000)}"`), notThere),
  inJson('null', 'null', /not a JSON object/),
  inJson('null for a value', identified('null'), /not a JSON string/),
  inJson('an item that is a list', json('[]'), /not a JSON object/),
  inJson(
    'names that JavaScript has',
    json('{"tag":"__proto__","type":"constructor","value":"toString"}'),
    /unknown tag/,
  ),
  inJson('a prototype', json('{"__proto__":{"tag":"UniqueIdentifier","type":"TextString","value":"x"}}'), /no tag/),
  inJson('a second message behind the first', identified('"x"').repeat(2), /well-formed/),
  inJson('a byte order mark and UTF-16', Buffer.from(`\ufeff${identified('"x"')}`, 'utf16le'), /UTF-8/),
  inJson('XML', named('x'), /well-formed/),
]
