import { expect } from 'chai'
import { formatAddress, parseServerAddress } from './server-address.ts'

describe('server address', () => {
  const cases: Record<string, readonly [host: string, port: number, text: string]> = {
    'kms.example.org': ['kms.example.org', 5696, 'kms.example.org:5696'],
    'kms:5697': ['kms', 5697, 'kms:5697'],
    'kmip://kms.example.org': ['kms.example.org', 5696, 'kms.example.org:5696'],
    'tls://10.0.0.1:9/': ['10.0.0.1', 9, '10.0.0.1:9'],
    '::1': ['::1', 5696, '[::1]:5696'],
    '[2001:db8::1]:5697': ['2001:db8::1', 5697, '[2001:db8::1]:5697'],
    'kmip://[::1]': ['::1', 5696, '[::1]:5696'],
  }
  for (const [given, [host, port, text]] of Object.entries(cases))
    it(given, () => {
      expect(parseServerAddress(given)).to.deep.equal({ host, port })
      expect(formatAddress({ host, port })).to.equal(text)
    })

  it('over HTTPS: the port is 443 and the path /kmip unless given', () => {
    const cases: Record<string, readonly [host: string, port: number, target: string, text: string]> = {
      'https://kms.example.org': ['kms.example.org', 443, '/kmip', 'https://kms.example.org:443/kmip'],
      'https://kms:5697/': ['kms', 5697, '/kmip', 'https://kms:5697/kmip'],
      'https://kms:5697/a/b': ['kms', 5697, '/a/b', 'https://kms:5697/a/b'],
      'https://[::1]:5697/kmip': ['::1', 5697, '/kmip', 'https://[::1]:5697/kmip'],
    }
    for (const [given, [host, port, target, text]] of Object.entries(cases)) {
      expect(parseServerAddress(given)).to.deep.equal({ host, port, target })
      expect(formatAddress({ host, port, target })).to.equal(text)
    }
    for (const wrong of ['https://', 'https://user@kms/kmip', 'https://kms/kmip?a', 'https://kms:99999'])
      expect(() => parseServerAddress(wrong), wrong).to.throw(TypeError, 'names no server')
  })

  for (const wrong of ['', 'a b', 'http://kms', 'user@kms', 'kms:0', 'kms:65536', 'kms:x', '[kms]', 'kms/path'])
    it(`refuses "${wrong}"`, () => {
      expect(() => parseServerAddress(wrong)).to.throw(TypeError, 'names no server')
    })
})
