"""Encrypt and Decrypt, compared with another implementation (the cryptography package)."""

import os

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.padding import PKCS7
from kmip.core import enums
from kmip.core.attributes import CryptographicParameters
from kmip.core.messages import payloads
from kmip.pie import objects as pie

from session import Reason, check, equal, fails, refused, succeeded, true

Mode = enums.BlockCipherMode
Operation = enums.Operation
Padding = enums.PaddingMethod
U = enums.CryptographicUsageMask

TEXT = b'The quick brown fox jumps over the lazy dog.'
BLOCKS = TEXT[:32]


def active(session, length=256, masks=(U.ENCRYPT, U.DECRYPT)):
    """A registered, active AES key, and its bytes."""
    value = os.urandom(length // 8)
    key = pie.SymmetricKey(enums.CryptographicAlgorithm.AES, length, value, list(masks), session.name())
    uid = session.client.register(key)
    session.client.activate(uid)
    return uid, value


def parameters(mode, padding=None, **more):
    given = {'cryptographic_algorithm': enums.CryptographicAlgorithm.AES, 'block_cipher_mode': mode, **more}
    if padding:
        given['padding_method'] = padding
    return given


def here(value, mode, text, pad=False):
    if pad:
        padder = PKCS7(128).padder()
        text = padder.update(text) + padder.finalize()
    encryptor = Cipher(algorithms.AES(value), mode).encryptor()
    return encryptor.update(text) + encryptor.finalize()


def same(label, length, given, mode, text, iv_size=16, pad=False):
    @check(f'Encrypt and Decrypt AES {length} {label}', since='1.2')
    def run(session):
        uid, value = active(session, length)
        iv = os.urandom(iv_size) if iv_size else None
        encrypted, made = session.client.encrypt(text, uid, given, iv)
        equal(encrypted, here(value, mode(iv) if iv else mode(), text, pad), 'the ciphertext')
        equal(made, None, 'an IV that was given')
        equal(session.client.decrypt(encrypted, uid, given, iv), text, 'the text')


for length in (128, 192, 256):
    same('CBC with PKCS#5', length, parameters(Mode.CBC, Padding.PKCS5), modes.CBC, TEXT, pad=True)
same('CBC without padding', 256, parameters(Mode.CBC, Padding.NONE), modes.CBC, BLOCKS)
same('ECB without padding', 256, parameters(Mode.ECB, Padding.NONE), modes.ECB, BLOCKS, iv_size=0)
same('ECB with PKCS#5', 128, parameters(Mode.ECB, Padding.PKCS5), modes.ECB, TEXT, iv_size=0, pad=True)
same('CTR', 256, parameters(Mode.CTR), modes.CTR, TEXT)


@check('Encrypt without an IV gives one', since='1.2')
def _(session):
    uid, value = active(session)
    given = parameters(Mode.CBC, Padding.PKCS5)
    encrypted, iv = session.client.encrypt(TEXT, uid, given)
    equal(len(iv), 16, 'the length of the IV')
    equal(encrypted, here(value, modes.CBC(iv), TEXT, pad=True), 'the ciphertext')
    again = session.client.encrypt(TEXT, uid, given)
    true(again[1] != iv, 'the IV is another one each time')
    equal(session.client.decrypt(encrypted, uid, given, iv), TEXT, 'the text')


@check('Encrypt with Random IV', since='1.2')
def _(session):
    uid, value = active(session)
    given = parameters(Mode.CBC, Padding.PKCS5, random_iv=True)
    encrypted, iv = session.client.encrypt(TEXT, uid, given)
    equal(encrypted, here(value, modes.CBC(iv), TEXT, pad=True), 'the ciphertext')


def gcm(uid, operation, data, iv=None, **more):
    payload = {Operation.ENCRYPT: payloads.EncryptRequestPayload, Operation.DECRYPT: payloads.DecryptRequestPayload}
    return operation, payload[operation](
        unique_identifier=uid,
        cryptographic_parameters=CryptographicParameters(
            cryptographic_algorithm=enums.CryptographicAlgorithm.AES, block_cipher_mode=Mode.GCM, tag_length=16
        ),
        data=data,
        iv_counter_nonce=iv,
        auth_additional_data=b'header',
        **more,
    )


@check('Encrypt and Decrypt AES 256 GCM', since='1.4')
def _(session):
    uid, value = active(session)
    nonce = os.urandom(12)
    [item] = session.send(gcm(uid, Operation.ENCRYPT, TEXT, nonce))
    got = succeeded(item)
    equal(got.data + got.auth_tag, AESGCM(value).encrypt(nonce, TEXT, b'header'), 'ciphertext and tag')
    [item] = session.send(gcm(uid, Operation.DECRYPT, got.data, nonce, auth_tag=got.auth_tag))
    equal(succeeded(item).data, TEXT, 'the text')


@check('Encrypt AES 256 GCM without a nonce gives one', since='1.4')
def _(session):
    uid, value = active(session)
    [item] = session.send(gcm(uid, Operation.ENCRYPT, TEXT))
    got = succeeded(item)
    opened = AESGCM(value).decrypt(got.iv_counter_nonce, got.data + got.auth_tag, b'header')
    equal(opened, TEXT, 'the text')


@check('Decrypt AES 256 GCM: another tag', since='1.4')
def _(session):
    uid, _ = active(session)
    nonce = os.urandom(12)
    got = succeeded(session.send(gcm(uid, Operation.ENCRYPT, TEXT, nonce))[0])
    [item] = session.send(gcm(uid, Operation.DECRYPT, got.data, nonce, auth_tag=bytes(16)))
    refused(item, Reason.CRYPTOGRAPHIC_FAILURE)


@check('Encrypt AES 256 GCM: older versions have no field for the tag', since='1.2', until='1.3')
def _(session):
    uid, _ = active(session)
    [item] = session.send(gcm(uid, Operation.ENCRYPT, TEXT))
    refused(item, Reason.INVALID_FIELD)


@check('Decrypt: padding that is none', since='1.2')
def _(session):
    uid, value = active(session)
    iv = bytes(16)
    broken = here(value, modes.CBC(iv), bytes(32))
    given = parameters(Mode.CBC, Padding.PKCS5)
    fails(Reason.CRYPTOGRAPHIC_FAILURE, session.client.decrypt, broken, uid, given, iv)


@check('Encrypt with a key that is not active', since='1.2')
def _(session):
    uid = session.aes()
    reason = session.reason(Reason.WRONG_KEY_LIFECYCLE_STATE, Reason.PERMISSION_DENIED)
    fails(reason, session.client.encrypt, TEXT, uid, parameters(Mode.CBC, Padding.PKCS5), bytes(16))


@check('Encrypt with a key that is for decryption', since='1.2')
def _(session):
    uid, _ = active(session, masks=[U.DECRYPT])
    reason = session.reason(Reason.INCOMPATIBLE_CRYPTOGRAPHIC_USAGE_MASK, Reason.PERMISSION_DENIED)
    fails(reason, session.client.encrypt, TEXT, uid, parameters(Mode.CBC, Padding.PKCS5), bytes(16))


@check('Encrypt, Decrypt: only the second, once deactivated', since='1.2')
def _(session):
    uid, _ = active(session)
    given = parameters(Mode.CBC, Padding.PKCS5)
    encrypted, _ = session.client.encrypt(TEXT, uid, given, bytes(16))
    session.client.revoke(enums.RevocationReasonCode.CESSATION_OF_OPERATION, uid)
    reason = session.reason(Reason.WRONG_KEY_LIFECYCLE_STATE, Reason.PERMISSION_DENIED)
    fails(reason, session.client.encrypt, TEXT, uid, given, bytes(16))
    equal(session.client.decrypt(encrypted, uid, given, bytes(16)), TEXT, 'the text')


@check('Encrypt, Decrypt: older versions have neither', until='1.1')
def _(session):
    uid, _ = active(session)
    for operation, payload in (
        (Operation.ENCRYPT, payloads.EncryptRequestPayload(unique_identifier=uid, data=TEXT)),
        (Operation.DECRYPT, payloads.DecryptRequestPayload(unique_identifier=uid, data=TEXT)),
    ):
        [item] = session.send((operation, payload))
        refused(item, Reason.OPERATION_NOT_SUPPORTED)
