import { CreateKeyPair, KmipError, valueIn } from '../../../codec/index.ts'
import { addDefaults } from '../../attributes/defaults.ts'
import { resolveTemplates } from '../../attributes/resolve-templates.ts'
import { type Handler, toCreation } from '../../handler/handler.ts'
import type { Dependencies } from '../dependencies.ts'
import { createKeyPairObjects } from './create-key-pair-objects.ts'

/** EC, ECDSA, ECDH, ECMQV. */
const isCurveFamily = (algorithm: string): boolean => algorithm.startsWith('EC')

/** KMIP 1.4 §4.2, 2.1 §6.1.9. Creates both keys, linked to each other, or neither. */
export const createKeyPair = ({ generateKeyPair }: Dependencies): Handler<typeof CreateKeyPair> => ({
  operation: CreateKeyPair,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'none',
  async run({ commonAttributes, privateKeyAttributes, publicKeyAttributes }, scope) {
    const privateAttributes = await addDefaults(
      'PrivateKey',
      await resolveTemplates(scope, commonAttributes, privateKeyAttributes),
      scope,
    )
    const publicAttributes = await addDefaults(
      'PublicKey',
      await resolveTemplates(scope, commonAttributes, publicKeyAttributes),
      scope,
    )
    const algorithm =
      valueIn(privateAttributes, 'CryptographicAlgorithm') ?? valueIn(publicAttributes, 'CryptographicAlgorithm')
    if (!algorithm) throw new KmipError('InvalidField', 'Cryptographic Algorithm is missing.')
    const length = valueIn(privateAttributes, 'CryptographicLength') ?? valueIn(publicAttributes, 'CryptographicLength')
    const domain = valueIn(privateAttributes, 'CryptographicDomainParameters')
    const curve = isCurveFamily(algorithm) ? domain?.recommendedCurve : undefined
    const pair = await generateKeyPair(algorithm, curve ?? length, domain?.qlength)
    const attributes = { ofPrivate: { given: privateAttributes }, ofPublic: { given: publicAttributes } }
    const { privateKey, publicKey } = createKeyPairObjects(pair, algorithm, attributes, scope)
    return {
      payload: {
        privateKeyUniqueIdentifier: privateKey.uniqueIdentifier,
        publicKeyUniqueIdentifier: publicKey.uniqueIdentifier,
      },
      changes: [toCreation(privateKey), toCreation(publicKey)],
    }
  },
})
