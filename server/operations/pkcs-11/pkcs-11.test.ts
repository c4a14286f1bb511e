import { expect } from 'chai'
import type { PKCS_11Request, PKCS_11Response } from '../../../codec/index.ts'
import type { Scope } from '../../handler/scope.ts'
import { reasonOf } from '../../testing/reason-of.ts'
import { pkcs_11 } from './pkcs-11.ts'

describe('PKCS#11 (KMIP 2.1 §6.1.37)', () => {
  const opened = () => {
    const handler = pkcs_11()
    let made = 0
    const scope = (id: string) =>
      ({
        principal: { id },
        random: (size: number) => Buffer.alloc(size, ++made),
        capabilities: { product: { name: 'kmip', version: '7.12.3' } },
      }) as unknown as Scope
    return (request: PKCS_11Request, id = 'CN=app'): PKCS_11Response =>
      (handler.run(request, scope(id), undefined as never) as { payload: PKCS_11Response }).payload
  }
  const code = ({ pkcs_11ReturnCode }: PKCS_11Response) => pkcs_11ReturnCode

  it('begins, says what it is, and ends', () => {
    const ask = opened()
    const { correlationValue, ...begun } = ask({
      pkcs_11Function: 'C_Initialize',
      pkcs_11InputParameters: Buffer.of(1),
    })
    expect(begun).to.deep.equal({ pkcs_11Function: 'C_Initialize', pkcs_11ReturnCode: 'OK' })
    expect(correlationValue).to.have.length(16)
    const information = ask({ pkcs_11Function: 'C_GetInfo', correlationValue })
    const expected = `\x03\0${'kmip'.padEnd(32)}${'\0'.repeat(8)}${'kmip server'.padEnd(32)}\x07\x0c`
    expect(Buffer.from(information.pkcs_11OutputParameters ?? []).toString('latin1')).to.equal(expected)
    expect(code(ask({ pkcs_11Function: 'C_Initialize', correlationValue }))).to.equal('0x00000191')
    expect(code(ask({ pkcs_11Function: 'C_Finalize', correlationValue }))).to.equal('OK')
    for (const name of ['C_GetInfo', 'C_Finalize', 'C_OpenSession'] as const)
      expect(code(ask({ pkcs_11Function: name, correlationValue })), name).to.equal('0x00000190')
  })

  it('knows an application by its value, and by whose it is', () => {
    const ask = opened()
    const { correlationValue } = ask({ pkcs_11Function: 'C_Initialize' })
    expect(code(ask({ pkcs_11Function: 'C_GetInfo' }))).to.equal('0x00000190')
    expect(code(ask({ pkcs_11Function: 'C_GetInfo', correlationValue }, 'CN=other'))).to.equal('0x00000190')
    expect(code(ask({ pkcs_11Function: 'C_Finalize', correlationValue }, 'CN=other'))).to.equal('0x00000190')
    expect(code(ask({ pkcs_11Function: 'C_GetInfo', correlationValue }))).to.equal('OK')
  })

  it('answers what it does not do by return code, and what there is not by Result Reason', () => {
    const ask = opened()
    const { correlationValue } = ask({ pkcs_11Function: 'C_Initialize', pkcs_11Interface: 'PKCS 11' })
    expect(code(ask({ pkcs_11Function: 'C_Encrypt', correlationValue }))).to.equal('0x00000054')
    expect(reasonOf(() => ask({ pkcs_11Function: '0x80000001', correlationValue }))).to.equal('PKCS_11InvalidFunction')
    expect(reasonOf(() => ask({ pkcs_11Function: 'C_GetInfo', pkcs_11Interface: 'Other' }))).to.equal(
      'PKCS_11InvalidInterface',
    )
    for (const given of [Buffer.of(2), Buffer.of(0), Buffer.of(1, 1)])
      expect(reasonOf(() => ask({ pkcs_11Function: 'C_Initialize', pkcs_11InputParameters: given }))).to.equal(
        'PKCS_11CodecError',
      )
    const tooMuch = { pkcs_11InputParameters: Buffer.alloc(2), correlationValue }
    expect(reasonOf(() => ask({ pkcs_11Function: 'C_GetInfo', ...tooMuch }))).to.equal('PKCS_11CodecError')
  })

  it('forgets the oldest application of a principal that never ends one', () => {
    const ask = opened()
    const values = Array.from({ length: 101 }, () => ask({ pkcs_11Function: 'C_Initialize' }).correlationValue)
    const codes = values.map((correlationValue) => code(ask({ pkcs_11Function: 'C_GetInfo', correlationValue })))
    expect(codes.slice(0, 2)).to.deep.equal(['0x00000190', 'OK'])
    expect(codes.at(-1)).to.equal('OK')
  })
})
