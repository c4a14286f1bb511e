"""Create, Create Key Pair, Register, Get, Re-key."""

import hashlib
import os

from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key
from kmip.core import enums
from kmip.core.attributes import CryptographicParameters
from kmip.core.messages import payloads
from kmip.core.objects import EncryptionKeyInformation, KeyWrappingSpecification
from kmip.pie import objects as pie

import material
from session import A, Reason, check, equal, fails, plain, recent, true

Algorithm = enums.CryptographicAlgorithm
Format = enums.KeyFormatType
U = enums.CryptographicUsageMask

BOTH = U.ENCRYPT.value | U.DECRYPT.value


def facts(session, uid, wanted):
    for name, value in wanted.items():
        equal(session.value(uid, name), value, name)


def create(algorithm, length):
    @check(f'Create {algorithm.name} {length}')
    def run(session):
        name = session.name(algorithm.name)
        uid = session.client.create(algorithm, length, name=name, cryptographic_usage_mask=[U.ENCRYPT, U.DECRYPT])
        key = session.client.get(uid)
        equal(type(key), pie.SymmetricKey, 'the object')
        equal(key.cryptographic_algorithm, algorithm, 'the algorithm of the key block')
        equal(key.cryptographic_length, length, 'the length of the key block')
        equal(len(key.value) * 8, length, 'the length of the key')
        equal(key.key_format_type, Format.RAW, 'Key Format Type')
        facts(session, uid, {
            'Object Type': enums.ObjectType.SYMMETRIC_KEY,
            'Cryptographic Algorithm': algorithm,
            'Cryptographic Length': length,
            'Cryptographic Usage Mask': BOTH,
            'Name': name,
            'State': enums.State.PRE_ACTIVE,
        })
        recent(session.value(uid, 'Initial Date'))


for algorithm, lengths in {
    Algorithm.AES: [128, 192, 256],
    Algorithm.TRIPLE_DES: [128, 192],
    Algorithm.CAMELLIA: [256],
    Algorithm.BLOWFISH: [128],
    Algorithm.HMAC_SHA256: [256],
}.items():
    for length in lengths:
        create(algorithm, length)


@check('Create: keys differ, and a key is the same each time')
def _(session):
    first, second = session.aes(), session.aes()
    true(first != second, 'the identifiers differ')
    true(session.client.get(first).value != session.client.get(second).value, 'the keys differ')
    equal(session.client.get(first).value, session.client.get(first).value, 'the key')


@check('Create with a length that AES has not')
def _(session):
    fails(Reason.INVALID_FIELD, session.client.create, Algorithm.AES, 200)


@check('Create Key Pair RSA 2048')
def _(session):
    names = session.name('public'), session.name('private')
    public, private = session.client.create_key_pair(
        Algorithm.RSA,
        2048,
        public_name=names[0],
        public_usage_mask=[U.VERIFY],
        private_name=names[1],
        private_usage_mask=[U.SIGN],
    )
    got = session.client.get(private)
    equal(type(got), pie.PrivateKey, 'the private object')
    key = load_der_private_key(got.value, None)
    equal(key.key_size, 2048, 'the size of the key')
    other = session.client.get(public)
    equal(type(other), pie.PublicKey, 'the public object')
    shared = load_der_public_key(other.value)
    equal(shared.public_numbers(), key.public_key().public_numbers(), 'the public key')
    for uid, object_type, mask, name in (
        (public, enums.ObjectType.PUBLIC_KEY, U.VERIFY, names[0]),
        (private, enums.ObjectType.PRIVATE_KEY, U.SIGN, names[1]),
    ):
        facts(session, uid, {
            'Object Type': object_type,
            'Cryptographic Algorithm': Algorithm.RSA,
            'Cryptographic Length': 2048,
            'Cryptographic Usage Mask': mask.value,
            'Name': name,
            'State': enums.State.PRE_ACTIVE,
        })


@check('Create Key Pair without usage masks and names')
def _(session):
    public, private = session.client.create_key_pair(Algorithm.RSA, 2048)
    equal(session.values(public, 'Name'), [], 'the names')
    equal(session.value(private, 'Object Type'), enums.ObjectType.PRIVATE_KEY, 'Object Type')


def digest(session, uid, managed):
    """Looks at the Digest where PyKMIP can: it takes none without Key Format Type."""
    if not session.since('1.1') or not hasattr(managed, 'key_format_type'):
        return
    got = session.client.get_attributes(uid, ['Digest'])[1]
    # There is another one of the key in its default format (KMIP 1.4 §3.17).
    first = got[0].attribute_value
    equal(first.hashing_algorithm.value, enums.HashingAlgorithm.SHA_256, 'the hash of the digest')
    equal(first.digest_value.value, hashlib.sha256(managed.value).digest(), 'the digest')


def registered(session, managed, wanted):
    """Registers an object, gets it back as it was, and looks at its attributes."""
    uid = session.client.register(managed)
    got = session.client.get(uid)
    equal(type(got), type(managed), 'the object')
    equal(got.value, managed.value, 'the value')
    for field in ('key_format_type', 'cryptographic_algorithm', 'cryptographic_length', 'data_type', 'opaque_type',
                  'certificate_type'):
        equal(getattr(got, field, None), getattr(managed, field, None), field)
    facts(session, uid, wanted)
    equal(session.values(uid, 'Name'), managed.names, 'the names')
    digest(session, uid, managed)
    return uid


@check('Register a symmetric key')
def _(session):
    key = pie.SymmetricKey(Algorithm.AES, 256, os.urandom(32), [U.ENCRYPT, U.DECRYPT], session.name())
    registered(session, key, {
        'Object Type': enums.ObjectType.SYMMETRIC_KEY,
        'Cryptographic Algorithm': Algorithm.AES,
        'Cryptographic Length': 256,
        'Cryptographic Usage Mask': BOTH,
        'State': enums.State.PRE_ACTIVE,
    })


@check('Register with two names and an application specific information')
def _(session):
    names = [session.name(), session.name()]
    key = pie.SymmetricKey(Algorithm.AES, 128, os.urandom(16), [U.ENCRYPT], names[0])
    template = session.template(
        (A.CRYPTOGRAPHIC_USAGE_MASK, [U.ENCRYPT]),
        (A.NAME, names[0], 0),
        (A.NAME, names[1], 1),
        (A.APPLICATION_SPECIFIC_INFORMATION,
         {'application_namespace': 'ssl', 'application_data': 'www.example.com'}, 0),
    )
    secret = session.client.object_factory.convert(key)
    result = session.proxy.register(enums.ObjectType.SYMMETRIC_KEY, template, secret)
    equal(result.result_status.value, enums.ResultStatus.SUCCESS, 'Result Status')
    equal(session.values(result.uuid, 'Name'), names, 'the names')
    [info] = session.client.get_attributes(result.uuid, ['Application Specific Information'])[1]
    equal(info.attribute_value.application_namespace, 'ssl', 'the namespace')
    equal(info.attribute_value.application_data, 'www.example.com', 'the data')


for label, format_type, value in (
    ('PKCS#1', Format.PKCS_1, material.PRIVATE_PKCS_1),
    ('PKCS#8', Format.PKCS_8, material.PRIVATE_PKCS_8),
):
    @check(f'Register a private key, {label}')
    def _(session, format_type=format_type, value=value):
        key = pie.PrivateKey(Algorithm.RSA, 2048, value, format_type, [U.SIGN], session.name())
        registered(session, key, {
            'Object Type': enums.ObjectType.PRIVATE_KEY,
            'Cryptographic Algorithm': Algorithm.RSA,
            'Cryptographic Length': 2048,
            'Cryptographic Usage Mask': U.SIGN.value,
            'State': enums.State.PRE_ACTIVE,
        })


for label, format_type, value in (
    ('PKCS#1', Format.PKCS_1, material.PUBLIC_PKCS_1),
    ('X.509', Format.X_509, material.PUBLIC_X_509),
):
    @check(f'Register a public key, {label}')
    def _(session, format_type=format_type, value=value):
        key = pie.PublicKey(Algorithm.RSA, 2048, value, format_type, [U.VERIFY], session.name())
        registered(session, key, {
            'Object Type': enums.ObjectType.PUBLIC_KEY,
            'Cryptographic Algorithm': Algorithm.RSA,
            'Cryptographic Length': 2048,
            'Cryptographic Usage Mask': U.VERIFY.value,
        })


@check('Register a certificate')
def _(session):
    value = material.certificate()
    certificate = pie.X509Certificate(value, [U.VERIFY], session.name())
    uid = registered(session, certificate, {
        'Object Type': enums.ObjectType.CERTIFICATE,
        'Cryptographic Usage Mask': U.VERIFY.value,
        'Cryptographic Length': 2048,
    })
    if not session.since('2.0'):  # PyKMIP cannot decode it there
        equal(session.value(uid, 'Certificate Type'), enums.CertificateType.X_509, 'Certificate Type')
    if session.since('1.1'):
        equal(session.value(uid, 'Certificate Length'), len(value), 'Certificate Length')


for kind in (enums.SecretDataType.PASSWORD, enums.SecretDataType.SEED):
    @check(f'Register secret data, {kind.name}')
    def _(session, kind=kind):
        secret = pie.SecretData(os.urandom(96), kind, [U.DERIVE_KEY], session.name())
        registered(session, secret, {
            'Object Type': enums.ObjectType.SECRET_DATA,
            'Cryptographic Usage Mask': U.DERIVE_KEY.value,
            'State': enums.State.PRE_ACTIVE,
        })


@check('Register secret data without a usage mask')
def _(session):
    secret = pie.SecretData(b'correct horse battery staple', enums.SecretDataType.PASSWORD, name=session.name())
    registered(session, secret, {'Object Type': enums.ObjectType.SECRET_DATA})


@check('Register an opaque object')
def _(session):
    opaque = pie.OpaqueObject(os.urandom(1000), enums.OpaqueDataType.NONE, session.name())
    uid = registered(session, opaque, {'Object Type': enums.ObjectType.OPAQUE_DATA})
    state = [enums.State.PRE_ACTIVE] if session.since('2.0') else []
    equal(session.values(uid, 'State'), state, 'the state, which such objects have from KMIP 2.0 on')


@check('Get wrapped with NIST key wrap')
def _(session):
    kek = pie.SymmetricKey(Algorithm.AES, 256, os.urandom(32), [U.WRAP_KEY, U.UNWRAP_KEY], session.name('kek'))
    kek_uid = session.client.register(kek)
    session.client.activate(kek_uid)
    key = pie.SymmetricKey(Algorithm.AES, 128, os.urandom(16), [U.ENCRYPT], session.name())
    uid = session.client.register(key)
    specification = KeyWrappingSpecification(
        wrapping_method=enums.WrappingMethod.ENCRYPT,
        encryption_key_information=EncryptionKeyInformation(
            unique_identifier=kek_uid,
            cryptographic_parameters=CryptographicParameters(block_cipher_mode=enums.BlockCipherMode.NIST_KEY_WRAP),
        ),
        encoding_option=enums.EncodingOption.NO_ENCODING if session.since('1.1') else None,
    )
    answer = session.bytes((
        enums.Operation.GET,
        payloads.GetRequestPayload(uid, key_wrapping_specification=specification),
    ))
    # PyKMIP takes a Key Value for a structure; wrapped, it is a Byte String (KMIP 1.4 §2.1.4).
    tag = b'\x42\x00\x45\x08'
    equal(answer.count(tag), 1, 'the number of Key Values that are byte strings')
    start = answer.index(tag) + 8
    wrapped = answer[start:start + int.from_bytes(answer[start - 4:start], 'big')]
    got = aes_key_unwrap(kek.value, wrapped)
    if session.since('1.1'):
        equal(got, key.value, 'the key')
    else:
        # Without Encoding Option the whole structure is wrapped: Key Value { Key Material }.
        equal(got, bytes.fromhex('42004501000000184200430800000010') + key.value, 'the key value')


@check('Register a key that is wrapped, and get it back as it is', since='1.1')
def _(session):
    kek = pie.SymmetricKey(Algorithm.AES, 256, os.urandom(32), [U.WRAP_KEY], session.name('kek'))
    kek_uid = session.client.register(kek)
    session.client.activate(kek_uid)
    inner = os.urandom(16)
    wrapping = {
        'wrapping_method': enums.WrappingMethod.ENCRYPT,
        'encryption_key_information': {
            'unique_identifier': kek_uid,
            'cryptographic_parameters': {'block_cipher_mode': enums.BlockCipherMode.NIST_KEY_WRAP},
        },
        'encoding_option': enums.EncodingOption.NO_ENCODING,
    }
    wrapped = aes_key_wrap(kek.value, inner)
    key = pie.SymmetricKey(Algorithm.AES, 128, wrapped, [U.ENCRYPT], session.name(), key_wrapping_data=wrapping)
    got = session.client.get(session.client.register(key))
    equal(got.value, wrapped, 'the wrapped key')
    information = got.key_wrapping_data['encryption_key_information']
    equal(information['unique_identifier'], kek_uid, 'the wrapping key')
    equal(got.key_wrapping_data['encoding_option'], enums.EncodingOption.NO_ENCODING, 'Encoding Option')


def rekey(session, uid):
    """With the lower client: no Template-Attribute."""
    result = session.proxy.rekey(uid, offset=0)
    equal(result['result_status'], enums.ResultStatus.SUCCESS, 'Result Status')
    return result['unique_identifier']


@check('Re-key: the name goes to the new key')
def _(session):
    name = session.name()
    old = session.aes(256, (A.NAME, name))
    session.client.activate(old)
    new = rekey(session, old)
    true(new != old, 'there is another key')
    facts(session, new, {
        'Name': name,
        'Cryptographic Algorithm': Algorithm.AES,
        'Cryptographic Length': 256,
        'Cryptographic Usage Mask': BOTH,
    })
    equal(session.values(old, 'Name'), [], 'the names of the old key')
    equal(session.value(old, 'State'), enums.State.ACTIVE, 'the state of the old key')
    true(session.client.get(new).value != session.client.get(old).value, 'the keys differ')


@check('Re-key with dates')
def _(session):
    """With the upper client, whose Template-Attribute is none of KMIP 2.0, but is taken there too."""
    ahead = 2_000_000_000
    old = session.aes()
    new = session.client.rekey(old, activation_date=ahead, deactivation_date=ahead + 3600)
    equal(session.value(new, 'Activation Date'), ahead, 'Activation Date')
    equal(session.value(new, 'Deactivation Date'), ahead + 3600, 'Deactivation Date')
    equal(session.value(new, 'State'), enums.State.PRE_ACTIVE, 'State')


@check('one template for all: attributes come back as they were given')
def _(session):
    ahead = 2_000_000_000
    given = [
        (A.ACTIVATION_DATE, ahead),
        (A.PROCESS_START_DATE, ahead + 1),
        (A.PROTECT_STOP_DATE, ahead + 2),
        (A.DEACTIVATION_DATE, ahead + 3),
        (A.OBJECT_GROUP, session.name('group')),
        (A.CONTACT_INFORMATION, 'someone@example.com'),
    ]
    uid = session.aes(256, *given)
    for attribute, value in given:
        equal(session.value(uid, attribute.value), value, attribute.value)
    parameters = {
        'block_cipher_mode': enums.BlockCipherMode.CBC,
        'padding_method': enums.PaddingMethod.PKCS5,
    }
    uid = session.aes(256, (A.CRYPTOGRAPHIC_PARAMETERS, parameters))
    [got] = session.client.get_attributes(uid, ['Cryptographic Parameters'])[1]
    equal(got.attribute_value.block_cipher_mode, enums.BlockCipherMode.CBC, 'Block Cipher Mode')
    equal(got.attribute_value.padding_method, enums.PaddingMethod.PKCS5, 'Padding Method')
    equal(plain(got.attribute_name), 'Cryptographic Parameters', 'Attribute Name')
