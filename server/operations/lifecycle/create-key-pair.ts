import { CreateKeyPair, KmipError, valueIn } from '../../../codec/index.ts'
import { addDefaults } from '../../attributes/defaults.ts'
import { resolveTemplates } from '../../attributes/resolve-templates.ts'
import { created, type Handler } from '../../handler/handler.ts'
import type { Means } from '../means.ts'
import { keyPairObjects } from './key-pair-objects.ts'

/** EC, ECDSA, ECDH, ECMQV. */
const isCurveFamily = (algorithm: string): boolean => algorithm.startsWith('EC')

/** KMIP 1.4 §4.2, 2.1 §6.1.9. Both keys are made, linked to each other, or none is. */
export const createKeyPair = ({ generateKeyPair }: Means): Handler<typeof CreateKeyPair> => ({
  operation: CreateKeyPair,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'none',
  async run({ commonAttributes, privateKeyAttributes, publicKeyAttributes }, scope) {
    const ofPrivate = await addDefaults(
      'PrivateKey',
      await resolveTemplates(scope, commonAttributes, privateKeyAttributes),
      scope,
    )
    const ofPublic = await addDefaults(
      'PublicKey',
      await resolveTemplates(scope, commonAttributes, publicKeyAttributes),
      scope,
    )
    const algorithm = valueIn(ofPrivate, 'CryptographicAlgorithm') ?? valueIn(ofPublic, 'CryptographicAlgorithm')
    if (!algorithm) throw new KmipError('InvalidField', 'Cryptographic Algorithm is missing.')
    const length = valueIn(ofPrivate, 'CryptographicLength') ?? valueIn(ofPublic, 'CryptographicLength')
    const domain = valueIn(ofPrivate, 'CryptographicDomainParameters')
    const curve = isCurveFamily(algorithm) ? domain?.recommendedCurve : undefined
    const pair = await generateKeyPair(algorithm, curve ?? length, domain?.qlength)
    const made = { ofPrivate: { given: ofPrivate }, ofPublic: { given: ofPublic } }
    const { privateKey, publicKey } = keyPairObjects(pair, algorithm, made, scope)
    return {
      payload: {
        privateKeyUniqueIdentifier: privateKey.uniqueIdentifier,
        publicKeyUniqueIdentifier: publicKey.uniqueIdentifier,
      },
      changes: [created(privateKey), created(publicKey)],
    }
  },
})
