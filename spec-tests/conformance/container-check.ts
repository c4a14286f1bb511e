import forge from 'node-forge'
import { type Element, valueAt } from './element.ts'
import { materialOf } from './key-ring.ts'
import type { RunState, Scope } from './run-state.ts'
import { canonicalize } from './value.ts'

type Pfx = ReturnType<typeof forge.pkcs12.pkcs12FromAsn1>

const open = (hex: string, password: string): Pfx | undefined => {
  try {
    return forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(Buffer.from(hex, 'hex').toString('latin1')), password)
  } catch {
    return undefined
  }
}

/** Judges a PKCS#12 container by opening it: under a password of the case, with the key asked for and its chain. */
export const findContainerProblem = (state: RunState, scope: Scope, actual: Element): string | undefined => {
  const passwords = [...state.ring.values()].flatMap((known) => materialOf(known, 'Opaque') ?? [])
  const container = passwords
    .map((hex) => open(actual.value, Buffer.from(hex, 'hex').toString()))
    .find((each) => each !== undefined)
  if (!container) return 'no password of the case opens the container'
  const bags = container.safeContents.flatMap(({ safeBags }) => safeBags)
  const key = bags.find(({ type }) => type === forge.pki.oids.pkcs8ShroudedKeyBag)?.key
  const block = state.ring
    .get(valueAt(scope.answered, 'UniqueIdentifier') ?? '')
    ?.blocks.get('TransparentRSAPrivateKey')
  const modulus = valueAt(block, 'KeyValue', 'KeyMaterial', 'Modulus')
  if (!key || !modulus || BigInt(`0x${key.n.toString(16)}`) !== BigInt(canonicalize('BigInteger', modulus)))
    return 'the container holds another key'
  const subjects = bags.flatMap(({ cert }) => (cert ? [String(cert.subject.getField('CN').value)] : []))
  return subjects.join() === 'EE,Inter,CATop' ? undefined : `the container holds the certificates ${subjects.join()}`
}
