import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { isRoot, judgePath, orderChain, type PathVerdict, readX509 } from './certificate-path.ts'

const day = 86_400_000

// OpenSSL makes every certificate here, and judges the same chains (`openssl verify`).
describe('certificate paths', () => {
  let folder: string
  let now: Date
  const openssl = (...args: string[]): string =>
    execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' })
  const certificate = (name: string): X509Certificate => new X509Certificate(readFileSync(join(folder, `${name}.crt`)))

  /** `issuer` absent: signed by itself. */
  const make = (name: string, issuer: string | undefined, extensions: string, ...more: string[]): void => {
    const curve = ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
    openssl(
      'req',
      '-new',
      '-nodes',
      '-newkey',
      ...curve,
      '-keyout',
      `${name}.key`,
      '-out',
      'r.pem',
      '-subj',
      `/CN=${name}`,
    )
    writeFileSync(join(folder, 'e.cnf'), extensions)
    const signer = issuer ? ['-CA', `${issuer}.crt`, '-CAkey', `${issuer}.key`] : ['-signkey', `${name}.key`]
    openssl(
      'x509',
      '-req',
      '-in',
      'r.pem',
      ...signer,
      '-days',
      '30',
      '-extfile',
      'e.cnf',
      '-out',
      `${name}.crt`,
      ...more,
    )
  }
  const ca = 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n'

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kmip-path-'))
    make('root', undefined, ca)
    make('middle', 'root', ca)
    make('narrow', 'root', 'basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign\n')
    make('below', 'narrow', ca)
    make('leaf', 'middle', 'subjectAltName=DNS:a\n')
    make('too-deep', 'below', 'subjectAltName=DNS:a\n')
    make('of-leaf', 'leaf', 'subjectAltName=DNS:a\n')
    make('no-signer', 'root', 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,digitalSignature\n')
    make('of-no-signer', 'no-signer', '')
    make('weak', 'root', '', '-sha1')
    make('strange', 'root', '1.2.3.4=critical,DER:0500\n')
    make('other', undefined, ca)
    now = new Date()
  })
  after(() => rmSync(folder, { recursive: true }))

  const judge = (names: string[], anchors: string[] = ['root'], at = now): PathVerdict | 'no chain' => {
    const chain = orderChain(names.map(certificate))
    return chain ? judgePath(chain, { anchors: anchors.map(certificate), at }) : 'no chain'
  }
  const opensslJudges = (leaf: string, between: string[], at = now): boolean => {
    const untrusted = between.flatMap((name) => ['-untrusted', `${name}.crt`])
    const time = ['-attime', String(Math.floor(at.getTime() / 1000))]
    try {
      openssl('verify', '-x509_strict', '-partial_chain', '-CAfile', 'root.crt', ...time, ...untrusted, `${leaf}.crt`)
      return true
    } catch {
      return false
    }
  }

  it('are valid up to an anchor, whether the anchor is in the list or not', () => {
    expect(judge(['leaf', 'middle', 'root'])).to.equal('Valid')
    expect(judge(['leaf', 'middle'])).to.equal('Valid')
    expect(judge(['root'])).to.equal('Valid')
    expect(opensslJudges('leaf', ['middle'])).to.equal(true)
  })

  it('come in any order, and twice', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(['leaf', 'middle', 'root', 'leaf', 'root'], { minLength: 5 }), (names) => {
        const chain = orderChain(names.map(certificate))
        expect(chain?.map(({ subject }) => subject)).to.deep.equal(['CN=leaf', 'CN=middle', 'CN=root'])
      }),
    )
  })

  it('are no chain when one of them leads nowhere', () => {
    expect(judge(['leaf', 'root'])).to.equal('no chain')
    expect(judge(['leaf', 'middle', 'other'])).to.equal('no chain')
    expect(judge([])).to.equal('no chain')
  })

  it('are unknown without an anchor, and with a critical extension that is not known', () => {
    expect(judge(['leaf', 'middle'], [])).to.equal('Unknown')
    expect(judge(['leaf', 'middle', 'root'], ['other'])).to.equal('Unknown')
    expect(judge(['other'], ['root'])).to.equal('Unknown')
    expect(judge(['strange'])).to.equal('Unknown')
    expect(opensslJudges('strange', [])).to.equal(false)
  })

  it('are invalid outside their dates, the anchor too', () => {
    for (const at of [new Date(now.getTime() - day), new Date(now.getTime() + 31 * day)]) {
      expect(judge(['leaf', 'middle'], ['root'], at)).to.equal('Invalid')
      expect(judge(['leaf', 'middle'], [], at)).to.equal('Invalid')
      expect(opensslJudges('leaf', ['middle'], at)).to.equal(false)
    }
    expect(judge(['leaf', 'middle'], ['root'], new Date(now.getTime() + 29 * day))).to.equal('Valid')
  })

  it('are invalid when one that signs may not', () => {
    for (const [leaf, ...between] of [
      ['of-leaf', 'leaf', 'middle'],
      ['too-deep', 'below', 'narrow'],
      ['of-no-signer', 'no-signer'],
    ] as const) {
      expect(judge([leaf, ...between]), leaf).to.equal('Invalid')
      expect(judge([leaf, ...between], []), leaf).to.equal('Invalid')
      expect(opensslJudges(leaf, between), leaf).to.equal(false)
    }
    expect(judge(['below', 'narrow'])).to.equal('Valid')
    expect(judge(['weak'])).to.equal('Invalid')
  })

  it('are invalid when a signature is wrong', () => {
    const der = Buffer.from(certificate('leaf').raw)
    der[der.length - 1] = (der.at(-1) ?? 0) ^ 1
    const forged = readX509(der) as X509Certificate
    const chain = orderChain([forged, certificate('middle')])
    expect(judgePath(chain ?? [], { anchors: [certificate('root')], at: now })).to.equal('Invalid')
    // A root whose own signature is wrong.
    const root = Buffer.from(certificate('other').raw)
    root[root.length - 1] = (root.at(-1) ?? 0) ^ 1
    expect(judgePath([readX509(root) as X509Certificate], { anchors: [], at: now })).to.equal('Invalid')
  })

  it('end in a root that signs itself and may sign', () => {
    expect(['root', 'other', 'middle', 'leaf'].filter((name) => isRoot(certificate(name)))).to.deep.equal([
      'root',
      'other',
    ])
  })

  it('are not read from what is no certificate', () => {
    const { raw } = certificate('leaf')
    expect(readX509(raw)?.subject).to.equal('CN=leaf')
    expect(readX509(raw.subarray(0, -1))).to.equal(undefined)
    expect(readX509(new Uint8Array())).to.equal(undefined)
  })
})
