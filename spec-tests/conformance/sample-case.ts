const message = (kind: 'Request' | 'Response', header: string, items: readonly string[]) => `
<${kind}Message>
  <${kind}Header>
    <ProtocolVersion>
      <ProtocolVersionMajor type="Integer" value="1"/>
      <ProtocolVersionMinor type="Integer" value="4"/>
    </ProtocolVersion>
    ${header}
    <BatchCount type="Integer" value="${items.length}"/>
  </${kind}Header>
  ${items.map((item) => `<BatchItem>${item}</BatchItem>`).join('')}
</${kind}Message>`

const operation = (name: string) => `<Operation type="Enumeration" value="${name}"/>`
const id = '<UniqueIdentifier type="TextString" value="$UNIQUE_IDENTIFIER_0"/>'
const attribute = (name: string, value: string) =>
  `<Attribute><AttributeName type="TextString" value="${name}"/>${value}</Attribute>`
const value = (type: string, text: string) => `<AttributeValue type="${type}" value="${text}"/>`

const request = (name: string, payload: string) =>
  message('Request', '', [`${operation(name)}<RequestPayload>${payload}</RequestPayload>`])
const success = (name: string, payload: string) =>
  message('Response', '<TimeStamp type="DateTime" value="$NOW"/>', [
    `${operation(name)}<ResultStatus type="Enumeration" value="Success"/><ResponsePayload>${payload}</ResponsePayload>`,
  ])

/** A case in the form of the published ones, with each kind of expectation: for the tests of the harness. */
export const sampleCase = `<KMIP>
# TIME 0
# [Client-A]
${request('Create', `<ObjectType type="Enumeration" value="SymmetricKey"/><TemplateAttribute>${attribute('Contact Information', value('TextString', 'Joe'))}</TemplateAttribute>`)}
${success('Create', `<ObjectType type="Enumeration" value="SymmetricKey"/>${id}`)}
# [Client-B]
${request('GetAttributes', id)}
${success(
  'GetAttributes',
  id +
    attribute('Unique Identifier', value('TextString', '$UNIQUE_IDENTIFIER_0')) +
    attribute('Contact Information', value('TextString', 'Joe')) +
    attribute('Cryptographic Usage Mask', value('Integer', 'Decrypt Encrypt')) +
    attribute('Initial Date', value('DateTime', '2013-01-01T00:00:00+00:00')) +
    attribute('Name', '<AttributeValue><NameValue type="TextString" value="one"/></AttributeValue>') +
    attribute(
      'Name',
      '<AttributeIndex type="Integer" value="1"/><AttributeValue><NameValue type="TextString" value="two"/></AttributeValue>',
    ),
)}
${request('Get', id)}
${success('Get', `<ObjectType type="Enumeration" value="SymmetricKey"/>${id}<SymmetricKey><KeyBlock><KeyFormatType type="Enumeration" value="Raw"/><KeyValue><KeyMaterial type="ByteString" value="00112233445566778899aabbccddeeff"/></KeyValue><CryptographicAlgorithm type="Enumeration" value="AES"/><CryptographicLength type="Integer" value="128"/></KeyBlock></SymmetricKey>`)}
<!-- ${'an exchange that is commented out'} -->
${request('Destroy', id)}
${message('Response', '<TimeStamp type="DateTime" value="$NOW"/>', [
  `${operation('Destroy')}<ResultStatus type="Enumeration" value="OperationFailed"/><ResultReason type="Enumeration" value="PermissionDenied"/><ResultMessage type="TextString" value="DENIED"/>`,
])}
</KMIP>`
