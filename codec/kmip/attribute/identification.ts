import { boolean, bytes, text } from '../../schema/primitive.ts'
import { ObjectClass } from '../enumeration/attributes.ts'
import { ObjectType } from '../enumeration/objects.ts'
import { AlternativeName, ApplicationSpecificInformation, Link, Name } from '../structure/attributes.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'
import { attribute } from './declare.ts'
import { vendorAttribute } from './vendor.ts'

/** Identification attributes and their rules (KMIP 1.4 §3, 2.1 §4). */
export const identificationAttributes = {
  /** KMIP 1.4 §3.40, 2.1 §4.2. */
  AlternativeName: attribute('Alternative Name', AlternativeName, {
    since: '1.2',
    onReplacement: 'inherited',
    describes: 'nothing',
    v2: {
      initiallySetBy: ['client'],
      modifiableByServer: 'whenUnset',
      modifiableByClient: true,
      deletableByClient: true,
      multiInstance: true,
    },
  }),
  /** KMIP 1.4 §3.36, 2.1 §4.4. */
  ApplicationSpecificInformation: attribute('Application Specific Information', ApplicationSpecificInformation, {
    since: '1.0',
    onReplacement: 'inherited',
    describes: 'nothing',
    v2: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: 'whenUnset',
      modifiableByClient: true,
      deletableByClient: true,
      multiInstance: true,
    },
  }),
  /** KMIP 1.4 §3.47, 2.1 §4.9. */
  Comment: attribute('Comment', text(), {
    since: '1.4',
    onReplacement: 'inherited',
    describes: 'nothing',
    v2: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
      deletableByClient: true,
    },
  }),
  /** KMIP 1.4 §3.37, 2.1 §4.12. */
  ContactInformation: attribute('Contact Information', text(), {
    since: '1.0',
    onReplacement: 'inherited',
    describes: 'nothing',
    v2: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
      deletableByClient: true,
    },
  }),
  /** KMIP 1.4 §3.46, 2.1 §4.19. */
  Description: attribute('Description', text(), {
    since: '1.4',
    onReplacement: 'inherited',
    describes: 'nothing',
    v2: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
      deletableByClient: true,
    },
  }),
  /** KMIP 1.4 §3.34, 2.1 §4.24. */
  Fresh: attribute('Fresh', boolean(), {
    since: '1.1',
    onReplacement: 'own',
    describes: 'object',
    v1: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      appliesTo: ['Certificate', 'SymmetricKey', 'PublicKey', 'PrivateKey', 'SplitKey', 'SecretData', 'PGPKey'],
    },
    v2: { alwaysHasValue: true, initiallySetBy: ['client', 'server'], modifiableByServer: true },
  }),
  /** KMIP 1.4 §3.35, 2.1 §4.31. */
  Link: attribute('Link', Link, {
    since: '1.0',
    until: '2.1',
    onReplacement: 'own',
    describes: 'nothing',
    v1: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
      deletableByClient: true,
      multiInstance: true,
      appliesTo: ['Certificate', 'SymmetricKey', 'PublicKey', 'PrivateKey', 'SplitKey', 'SecretData', 'PGPKey'],
    },
    v2: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
      deletableByClient: true,
      multiInstance: true,
    },
  }),
  /** KMIP 1.4 §3.2, 2.1 §4.32. */
  Name: attribute('Name', Name, {
    since: '1.0',
    onReplacement: 'moved',
    describes: 'nothing',
    v2: {
      initiallySetBy: ['client'],
      modifiableByServer: true,
      modifiableByClient: true,
      deletableByClient: true,
      multiInstance: true,
    },
  }),
  ObjectClass: attribute('Object Class', ObjectClass, {
    since: '3.0',
    onReplacement: 'inherited',
    describes: 'nothing',
    v2: {},
  }),
  /** KMIP 1.4 §3.33, 2.1 §4.35. */
  ObjectGroup: attribute('Object Group', text(), {
    since: '1.0',
    until: '2.1',
    onReplacement: 'inherited',
    describes: 'nothing',
    v2: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
      deletableByClient: true,
      multiInstance: true,
    },
  }),
  /** KMIP 1.4 §3.3, 2.1 §4.36. */
  ObjectType: attribute('Object Type', ObjectType, {
    since: '1.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { alwaysHasValue: true, initiallySetBy: ['server'] },
  }),
  /** KMIP 1.4 §3.18. */
  OperationPolicyName: attribute('Operation Policy Name', text(), {
    since: '1.0',
    until: '1.4',
    onReplacement: 'inherited',
    describes: 'nothing',
    v2: { initiallySetBy: ['server', 'client'], modifiableByServer: true },
  }),
  /** KMIP 1.4 §3.45, 2.1 §4.39. */
  PKCS_12FriendlyName: attribute('PKCS#12 Friendly Name', text(), {
    since: '1.4',
    onReplacement: 'inherited',
    describes: 'nothing',
    v2: { initiallySetBy: ['client', 'server'], modifiableByClient: true, deletableByClient: true },
  }),
  /** KMIP 2.1 §4.56. */
  ShortUniqueIdentifier: attribute('Short Unique Identifier', bytes(), {
    since: '2.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { alwaysHasValue: true, initiallySetBy: ['server'] },
  }),
  /** KMIP 1.4 §3.1, 2.1 §4.58. */
  UniqueIdentifier: attribute('Unique Identifier', UniqueIdentifier, {
    since: '1.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { alwaysHasValue: true, initiallySetBy: ['server'] },
  }),
  /** In 1.x a custom attribute, `x-…` or `y-…` (KMIP 1.4 §3.39). */
  /** KMIP 2.1 §4.60. */
  Attribute: attribute('Vendor Attribute', vendorAttribute, {
    since: '1.0',
    onReplacement: 'inherited',
    describes: 'nothing',
    v2: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: 'byItsCreator',
      modifiableByClient: 'byItsCreator',
      deletableByClient: 'byItsCreator',
      multiInstance: true,
    },
  }),
} as const
