import { Utf8String } from 'asn1js'
import { type Der, objectIdentifier, sequence, set } from '../../codec/der/write-der.ts'

/** A distinguished name with a common name alone, of 1 to 64 characters (RFC 5280 appendix A.1, `ub-common-name`). */
export interface Name {
  readonly commonName: string
}

/** The RDNSequence of a name (RFC 5280 §4.1.2.4). */
export function encodeCommonName({ commonName }: Name): Der {
  const { length } = [...commonName]
  if (length < 1 || length > 64) throw new RangeError(`a common name must have 1 to 64 characters, not ${length}`)
  return sequence(set(sequence(objectIdentifier('2.5.4.3'), new Utf8String({ value: commonName }))))
}
