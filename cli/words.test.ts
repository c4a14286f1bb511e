import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { ConnectionError, type ConnectionFault, KmipResponseError, TimeoutError } from '../client/error.ts'
import { findSimilarName } from '../configuration/similar-name.ts'
import { CliError } from './cli-error.ts'
import { explain } from './explain.ts'
import { writeSecret } from './files.ts'
import { toJsonValue } from './json-value.ts'
import { findAttribute, parseAttribute, searchable, settable, toFlagName } from './keys/attribute-options.ts'
import { formatAttribute, groupByKey, nameAttribute } from './keys/attribute-text.ts'
import { escapeControls } from './output.ts'

describe('attributes on the command line', () => {
  it('have flags in the usual spelling', () => {
    expect(toFlagName('CryptographicUsageMask')).to.equal('cryptographic-usage-mask')
    expect(toFlagName('PKCS_12FriendlyName')).to.equal('pkcs-12-friendly-name')
    expect(toFlagName('X_509CertificateSubject')).to.equal('x-509-certificate-subject')
    expect(new Set(searchable.map(toFlagName)).size).to.equal(searchable.length)
    expect(settable).to.include.members(['Name', 'ActivationDate', 'Description', 'CryptographicUsageMask'])
    expect(settable).to.not.include.members(['State', 'Digest', 'InitialDate'])
  })

  it('are found by id, by name and by flag', () => {
    for (const text of ['CryptographicLength', 'Cryptographic Length', 'cryptographic-length'])
      expect(findAttribute(text).id).to.equal('CryptographicLength')
  })

  it('have values of their type', () => {
    const values: Record<string, unknown> = {
      'CryptographicLength=256': 256,
      'CryptographicAlgorithm=hmac-sha256': 'HMAC_SHA256',
      'CryptographicUsageMask=encrypt,MACGenerate': ['Encrypt', 'MACGenerate'],
      'CryptographicAlgorithm=0x80000001': '0x80000001',
      'ActivationDate=2030-01-02': new Date('2030-01-02'),
      'Extractable=no': false,
      'ContactInformation=a=b': 'a=b',
      'Name=orders': { nameValue: 'orders', nameType: 'UninterpretedTextString' },
      'UsageLimits={"usageLimitsTotal":5}': { usageLimitsTotal: 5 },
    }
    for (const [text, value] of Object.entries(values)) expect(parseAttribute(text).value, text).to.deep.equal(value)
    for (const wrong of ['CryptographicLength=much', 'Extractable=perhaps', 'ActivationDate=2030', 'Name', 'Link=no'])
      expect(() => parseAttribute(wrong), wrong).to.throw(CliError)
  })

  it('are shown as they are given', () => {
    const shelf = parseAttribute('x-Shelf=7')
    expect([nameAttribute(shelf), formatAttribute(shelf)]).to.deep.equal(['x-Shelf', '7'])
    const list = ['Name=a', 'Name=b', 'Name=c', 'x-Shelf=7', 'CryptographicLength=256'].map(parseAttribute)
    const byKey = groupByKey(list)
    expect(byKey.name).to.have.lengthOf(3)
    expect(byKey).to.include({ 'x-Shelf': '7', cryptographicLength: 256 })
  })
})

describe('what is printed', () => {
  it('cannot steer a terminal', () => {
    expect(escapeControls('a\u001b[2Jb\nc\u202ed é€')).to.equal('a\\u001b[2Jb\\u000ac\\u202ed é€')
  })

  it('is JSON without keys by default', () => {
    const key = { keyMaterial: Uint8Array.of(1, 2), cryptographicLength: 16, total: 5n, far: 2n ** 60n }
    expect(toJsonValue({ key, at: new Date(0), none: undefined })).to.deep.equal({
      key: { keyMaterial: '(2 bytes, hidden)', cryptographicLength: 16, total: 5, far: '1152921504606846976' },
      at: '1970-01-01T00:00:00.000Z',
    })
    expect(toJsonValue(key, true)).to.deep.include({ keyMaterial: '0102' })
  })

  it('suggests a name only when one is near', () => {
    expect(findSimilarName('AESS', ['AES', 'DES3'])).to.equal('AES')
    expect(findSimilarName('deact', ['Active', 'Deactivated'])).to.equal('Deactivated')
    expect(findSimilarName('zzz', ['AES', 'DES3'])).to.equal(undefined)
  })

  it('ends with the exit code of what went wrong', () => {
    const response = (resultReason: 'ItemNotFound' | 'PermissionDenied' | 'InvalidField') =>
      new KmipResponseError({ operation: 'Get', resultStatus: 'OperationFailed', resultReason })
    expect(explain(response('ItemNotFound')).exit).to.equal('notFound')
    expect(explain(response('PermissionDenied')).exit).to.equal('denied')
    expect(explain(response('InvalidField')).exit).to.equal('failed')
    expect(explain(new TimeoutError('Get', 1, undefined, false)).exit).to.equal('connection')
  })

  it('names the flag where the library names an option', () => {
    const explainFault = (fault: ConnectionFault) => explain(new ConnectionError('no', { fault, hint: 'Set `ca`.' }))
    expect(explainFault('refused')).to.include({ exit: 'connection', hint: 'Set `ca`.' })
    expect(explainFault('unknownAuthority').hint).to.include('--ca FILE').and.not.include('`')
    expect(explain(new TimeoutError('Get', 1, undefined, false)).hint).to.include('--timeout SECONDS')
    expect(explain(new TimeoutError('Get', 1, undefined, true)).hint).to.include('may have carried it out')
  })
})

describe('files', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kmip-files-'))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('with keys are for their owner only, and not overwritten unasked', async () => {
    const path = join(folder, 'key')
    writeFileSync(path, 'old', { mode: 0o644 })
    let error: unknown
    await writeSecret(path, 'new').catch((thrown: unknown) => {
      error = thrown
    })
    expect(error).to.be.instanceOf(CliError).with.property('hint').that.includes('--force')
    expect(readFileSync(path, 'utf8')).to.equal('old')
    await writeSecret(path, 'new', true)
    expect(readFileSync(path, 'utf8')).to.equal('new')
    expect(statSync(path).mode & 0o777).to.equal(0o600)
  })
})
