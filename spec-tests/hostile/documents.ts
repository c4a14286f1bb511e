/** A document that no honest client posts: answered with a failure, and the log says why. */
export interface HostileDocument {
  readonly what: string
  readonly type: 'text/xml' | 'application/json'
  readonly body: string | Buffer
  readonly says: RegExp
}

/** A request in XML, with this in its payload. */
const xml = (payload: string, prologue = '', operation = 'Get'): string =>
  `${prologue}<RequestMessage><RequestHeader><ProtocolVersion><ProtocolVersionMajor type="Integer" value="1"/><ProtocolVersionMinor type="Integer" value="4"/></ProtocolVersion><BatchCount type="Integer" value="1"/></RequestHeader><BatchItem><Operation type="Enumeration" value="${operation}"/><RequestPayload>${payload}</RequestPayload></BatchItem></RequestMessage>`

const nameInXml = (value: string): string => xml(`<UniqueIdentifier type="TextString" value="${value}"/>`)

/** A request in JSON, with these items in its payload. */
const json = (payload: string, operation = 'Get'): string =>
  `{"tag":"RequestMessage","value":[{"tag":"RequestHeader","value":[{"tag":"ProtocolVersion","value":[{"tag":"ProtocolVersionMajor","type":"Integer","value":1},{"tag":"ProtocolVersionMinor","type":"Integer","value":4}]},{"tag":"BatchCount","type":"Integer","value":1}]},{"tag":"BatchItem","value":[{"tag":"Operation","type":"Enumeration","value":"${operation}"},{"tag":"RequestPayload","value":[${payload}]}]}]}`

const nameInJson = (value: string): string => json(`{"tag":"UniqueIdentifier","type":"TextString","value":${value}}`)

const searchInXml = (name: string, value: string): string =>
  xml(
    `<Attribute><AttributeName type="TextString" value="${name}"/><AttributeValue ${value}/></Attribute>`,
    '',
    'Locate',
  )
const searchInJson = (name: string, value: string): string =>
  json(
    `{"tag":"Attribute","value":[{"tag":"AttributeName","type":"TextString","value":"${name}"},{"tag":"AttributeValue",${value}}]}`,
    'Locate',
  )

const nestItems = (depth: number): string =>
  `${'{"tag":"Attribute","type":"Structure","value":['.repeat(depth)}${']}'.repeat(depth)}`

/** Ten entities, each ten of the one before. */
const laughs = Array.from(
  { length: 10 },
  (_, at) => `<!ENTITY a${at + 1} "${at === 0 ? 'ha' : `&a${at};`.repeat(10)}">`,
).join('')

const toXmlDocument = (what: string, body: string | Buffer, says: RegExp): HostileDocument => ({
  ...{ what, type: 'text/xml', body, says },
})
const toJsonDocument = (what: string, body: string | Buffer, says: RegExp): HostileDocument => ({
  ...{ what, type: 'application/json', body, says },
})

const notThere = /no object with this Unique Identifier/

export const hostileDocuments: readonly HostileDocument[] = [
  toXmlDocument('nothing', '', /well-formed|without an element/),
  toXmlDocument('elements 50,000 deep', '<RequestMessage>'.repeat(50_000), /nested structures/),
  toXmlDocument('structures 1,000 deep in a payload', xml('<Attribute>'.repeat(1000)), /nested structures/),
  toXmlDocument('60,000 elements', xml('<Name/>'.repeat(60_000)), /50000 elements/),
  toXmlDocument('entities of entities', xml('&a10;', `<!DOCTYPE x [${laughs}]>`), /document type/),
  toXmlDocument(
    'an entity from a file',
    xml('&f;', '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'),
    /document type/,
  ),
  toXmlDocument('an entity that there is not', nameInXml('&f;'), /well-formed/),
  toXmlDocument('half a surrogate by number', nameInXml('&#xD800;'), /well-formed/),
  toXmlDocument('a character that XML does not have', nameInXml('&#0;'), /well-formed/),
  toXmlDocument('a value of 900,000 characters', nameInXml('x'.repeat(900_000)), notThere),
  toXmlDocument('a value of 150,000 entities', nameInXml('&amp;'.repeat(150_000)), notThere),
  toXmlDocument(
    '40,000 attributes of one element',
    xml(`<UniqueIdentifier ${Array.from({ length: 40_000 }, (_, at) => `a${at}="${at}"`).join(' ')}/>`),
    /expected TextString, found Structure/,
  ),
  toXmlDocument(
    'the same attribute twice',
    xml('<UniqueIdentifier type="TextString" value="a" value="b"/>'),
    /well-formed/,
  ),
  toXmlDocument('a name of 900,000 characters', xml(`<${'n'.repeat(900_000)}/>`), /^RequestMessage.*: <n{100,}…$/),
  toXmlDocument('a comment of 900,000 characters, not ended', xml(`<!--${'-'.repeat(900_000)}`), /well-formed/),
  toXmlDocument('text that is data', xml('<![CDATA[x]]>'), /text between the elements/),
  toXmlDocument('a second message behind the first', nameInXml('x').repeat(2), /well-formed/),
  toXmlDocument(
    'names that JavaScript has',
    xml('<__proto__ type="constructor" value="toString" __proto__="x"/>'),
    /<__proto__> is not a known tag/,
  ),
  toXmlDocument(
    'a type that JavaScript has',
    xml('<UniqueIdentifier type="hasOwnProperty" value="x"/>'),
    /unknown type/,
  ),
  toXmlDocument('UTF-16', Buffer.from(`\ufeff${nameInXml('x')}`, 'utf16le'), /UTF-8/),
  toXmlDocument('bytes that are no UTF-8', Buffer.concat([Buffer.from(xml('')), Buffer.from([0xc3, 0x28])]), /UTF-8/),
  toXmlDocument(
    'a number beyond all numbers',
    xml(`<LeaseTime type="Integer" value="${'9'.repeat(100_000)}"/>`),
    /unexpected item/,
  ),
  toXmlDocument(
    'a number of 800,000 hexadecimal digits',
    xml(`<D type="BigInteger" value="${'f'.repeat(800_000)}"/>`),
    /unexpected item/,
  ),
  toXmlDocument(
    'bytes that are no bytes',
    xml('<Data type="ByteString" value="0g"/>', '', 'Decrypt'),
    /not a valid ByteString/,
  ),
  toXmlDocument(
    'a date that is none',
    searchInXml('Activation Date', 'type="DateTime" value="+999999-99-99T99:99:99Z"'),
    /not a valid DateTime/,
  ),

  toJsonDocument('nothing', '', /well-formed/),
  toJsonDocument('arrays 500,000 deep', '['.repeat(500_000), /well-formed/),
  toJsonDocument(
    'arrays 400,000 deep, closed',
    '['.repeat(400_000) + ']'.repeat(400_000),
    /not a JSON object|well-formed/,
  ),
  toJsonDocument('structures 1,000 deep', json(nestItems(1000)), /nested structures/),
  toJsonDocument(
    'structures 15,000 deep, where a value belongs',
    json(`{"tag":"UniqueIdentifier","type":"TextString","value":${nestItems(15_000)}}`),
    /not a JSON string/,
  ),
  toJsonDocument('60,000 items', json(Array.from({ length: 60_000 }, () => '{"tag":"Name"}').join()), /50000 items/),
  toJsonDocument(
    'a key twice',
    json('{"tag":"Name","tag":"UniqueIdentifier","value":"a","value":["b"]}'),
    /not a JSON object/,
  ),
  toJsonDocument(
    'a number beyond all numbers',
    json('{"tag":"LeaseTime","type":"Integer","value":1e999}'),
    /unexpected item/,
  ),
  toJsonDocument(
    'a number of 900,000 digits',
    json(`{"tag":"LeaseTime","type":"Integer","value":${'9'.repeat(900_000)}}`),
    /unexpected item/,
  ),
  toJsonDocument(
    'a number that loses digits',
    searchInJson('x-number', '"type":"BigInteger","value":9007199254740993'),
    /not a valid BigInteger/,
  ),
  toJsonDocument('a fraction', searchInJson('Lease Time', '"type":"Interval","value":0.5'), /not a valid Interval/),
  toJsonDocument('half a surrogate', nameInJson('"\\ud800"'), /not a valid TextString/),
  toJsonDocument('a text with a zero byte', nameInJson('"\\u0000"'), notThere),
  toJsonDocument('a value of 900,000 characters', nameInJson(`"${'x'.repeat(900_000)}"`), notThere),
  toJsonDocument('null', 'null', /not a JSON object/),
  toJsonDocument('null for a value', nameInJson('null'), /not a JSON string/),
  toJsonDocument('an item that is a list', json('[]'), /not a JSON object/),
  toJsonDocument(
    'names that JavaScript has',
    json('{"tag":"__proto__","type":"constructor","value":"toString"}'),
    /unknown tag/,
  ),
  toJsonDocument(
    'a prototype',
    json('{"__proto__":{"tag":"UniqueIdentifier","type":"TextString","value":"x"}}'),
    /no tag/,
  ),
  toJsonDocument('a second message behind the first', nameInJson('"x"').repeat(2), /well-formed/),
  toJsonDocument('a byte order mark and UTF-16', Buffer.from(`\ufeff${nameInJson('"x"')}`, 'utf16le'), /UTF-8/),
  toJsonDocument('XML', nameInXml('x'), /well-formed/),
]
