"""Derive Key, compared with another implementation (hashlib and the cryptography package)."""

import hashlib
import hmac

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.kbkdf import KBKDFHMAC, CounterLocation
from cryptography.hazmat.primitives.kdf.kbkdf import Mode as KBKDFMode
from kmip.core import enums
from kmip.pie import objects as pie

from session import Reason, check, equal, fails

Method = enums.DerivationMethod
Type = enums.ObjectType
U = enums.CryptographicUsageMask
AES = enums.CryptographicAlgorithm.AES
SHA_256 = {'hashing_algorithm': enums.HashingAlgorithm.SHA_256}
KEY = bytes(range(16))
DATA = b'label\x00context'


def base(session, masks=(U.DERIVE_KEY,), activate=True):
    """A registered AES key of known bytes that others can be derived from."""
    uid = session.client.register(pie.SymmetricKey(AES, 128, KEY, list(masks), session.name()))
    if activate:
        session.client.activate(uid)
    return uid


def password(session, value):
    uid = session.client.register(pie.SecretData(value, enums.SecretDataType.PASSWORD, [U.DERIVE_KEY], session.name()))
    session.client.activate(uid)
    return uid


def derived(session, uids, method, parameters, length=128):
    uid = session.client.derive_key(
        Type.SYMMETRIC_KEY, uids, method, parameters, cryptographic_length=length, cryptographic_algorithm=AES
    )
    key = session.client.get(uid)
    equal(key.cryptographic_length, length, 'Cryptographic Length')
    return key.value


@check('Derive Key with a hash')
def by_hash(session):
    value = derived(session, [base(session)], Method.HASH, {'cryptographic_parameters': SHA_256})
    equal(value, hashlib.sha256(KEY).digest()[:16], 'the key')


@check('Derive Key with an HMAC')
def by_hmac(session):
    parameters = {'cryptographic_parameters': SHA_256, 'derivation_data': DATA}
    value = derived(session, [base(session)], Method.HMAC, parameters, 256)
    equal(value, hmac.new(KEY, DATA, 'sha256').digest(), 'the key')


@check('Derive Key by encryption')
def by_encryption(session):
    given = {'block_cipher_mode': enums.BlockCipherMode.CBC, 'padding_method': enums.PaddingMethod.NONE}
    parameters = {'cryptographic_parameters': given, 'derivation_data': bytes(32), 'initialization_vector': DATA[:4] * 4}
    value = derived(session, [base(session)], Method.ENCRYPT, parameters, 256)
    encryptor = Cipher(algorithms.AES(KEY), modes.CBC(DATA[:4] * 4)).encryptor()
    equal(value, encryptor.update(bytes(32)) + encryptor.finalize(), 'the key')


@check('Derive Key with NIST SP 800-108 in counter mode')
def by_counter(session):
    parameters = {'cryptographic_parameters': SHA_256, 'derivation_data': DATA}
    value = derived(session, [base(session)], Method.NIST800_108_C, parameters, 256)
    function = KBKDFHMAC(
        algorithm=hashes.SHA256(),
        mode=KBKDFMode.CounterMode,
        length=32,
        rlen=4,
        llen=None,
        location=CounterLocation.BeforeFixed,
        label=None,
        context=None,
        fixed=DATA,
    )
    equal(value, function.derive(KEY), 'the key')


@check('Derive Key from a password')
def by_password(session):
    parameters = {'cryptographic_parameters': SHA_256, 'salt': b'salt', 'iteration_count': 4096}
    value = derived(session, [password(session, b'correct horse')], Method.PBKDF2, parameters, 256)
    equal(value, hashlib.pbkdf2_hmac('sha256', b'correct horse', b'salt', 4096), 'the key')


@check('Derive Key with Secret Data for data, and Secret Data of it')
def secret_data(session):
    uids = [base(session), password(session, DATA)]
    uid = session.client.derive_key(
        Type.SECRET_DATA, uids, Method.HMAC, {'cryptographic_parameters': SHA_256}, cryptographic_length=160
    )
    secret = session.client.get(uid)
    equal(secret.value, hmac.new(KEY, DATA, 'sha256').digest()[:20], 'the secret')
    equal(secret.data_type, enums.SecretDataType.SEED, 'Secret Data Type')


@check('Derive Key is refused where the key may not be used so')
def refusals(session):
    def attempt(uid, length=128):
        return session.client.derive_key(
            Type.SYMMETRIC_KEY,
            [uid],
            Method.HASH,
            {'cryptographic_parameters': SHA_256},
            cryptographic_length=length,
            cryptographic_algorithm=AES,
        )

    mask = session.reason(Reason.INCOMPATIBLE_CRYPTOGRAPHIC_USAGE_MASK, Reason.PERMISSION_DENIED)
    fails(mask, attempt, base(session, [U.ENCRYPT]))
    fails(Reason.INVALID_FIELD, attempt, base(session), 100)
    fails(session.reason(Reason.WRONG_KEY_LIFECYCLE_STATE, Reason.PERMISSION_DENIED), attempt, base(session, activate=False))
