import { UniqueIdentifier } from '../structure/unique-identifier.ts'
import { attribute } from './declare.ts'

/** Link attributes and their rules (KMIP 1.4 §3, 2.1 §4). */
export const linkAttributes = {
  ChildLink: attribute('Child Link', UniqueIdentifier, {
    since: '3.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
      deletableByClient: true,
    },
  }),
  CredentialLink: attribute('Credential Link', UniqueIdentifier, {
    since: '3.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
      deletableByClient: true,
    },
  }),
  DerivationObjectLink: attribute('Derivation Object Link', UniqueIdentifier, {
    since: '3.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
      deletableByClient: true,
    },
  }),
  DerivedObjectLink: attribute('Derived Object Link', UniqueIdentifier, {
    since: '3.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
      deletableByClient: true,
    },
  }),
  GroupLink: attribute('Group Link', UniqueIdentifier, {
    since: '3.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
      deletableByClient: true,
    },
  }),
  JoinedSplitKeyPartsLink: attribute('Joined Split Key Parts Link', UniqueIdentifier, {
    since: '3.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
      deletableByClient: true,
    },
  }),
  NextLink: attribute('Next Link', UniqueIdentifier, {
    since: '3.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
      deletableByClient: true,
    },
  }),
  ParentLink: attribute('Parent Link', UniqueIdentifier, {
    since: '3.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
      deletableByClient: true,
    },
  }),
  PasswordLink: attribute('Password Link', UniqueIdentifier, {
    since: '3.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
      deletableByClient: true,
    },
  }),
  PKCS_12CertificateLink: attribute('PKCS#12 Certificate Link', UniqueIdentifier, {
    since: '3.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
      deletableByClient: true,
    },
  }),
  PKCS_12PasswordLink: attribute('PKCS#12 Password Link', UniqueIdentifier, {
    since: '3.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
      deletableByClient: true,
    },
  }),
  PreviousLink: attribute('Previous Link', UniqueIdentifier, {
    since: '3.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
      deletableByClient: true,
    },
  }),
  PrivateKeyLink: attribute('Private Key Link', UniqueIdentifier, {
    since: '3.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
      deletableByClient: true,
    },
  }),
  PublicKeyLink: attribute('Public Key Link', UniqueIdentifier, {
    since: '3.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
      deletableByClient: true,
    },
  }),
  ReplacedObjectLink: attribute('Replaced Object Link', UniqueIdentifier, {
    since: '3.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
      deletableByClient: true,
    },
  }),
  ReplacementObjectLink: attribute('Replacement Object Link', UniqueIdentifier, {
    since: '3.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
      deletableByClient: true,
    },
  }),
  SplitKeyBaseLink: attribute('Split Key Base Link', UniqueIdentifier, {
    since: '3.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
      deletableByClient: true,
    },
  }),
  WrappingKeyLink: attribute('Wrapping Key Link', UniqueIdentifier, {
    since: '3.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
      deletableByClient: true,
    },
  }),
} as const
