"""Sign, Signature Verify, MAC, and Encrypt and Decrypt with RSA, compared with the cryptography package."""

import hashlib
import hmac

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import algorithms
from cryptography.hazmat.primitives.cmac import CMAC
from kmip.core import enums
from kmip.pie import objects as pie

from session import Reason, Wrong, check, equal, fails

Algorithm = enums.CryptographicAlgorithm
Hash = enums.HashingAlgorithm
Padding = enums.PaddingMethod
Validity = enums.ValidityIndicator
U = enums.CryptographicUsageMask
DER = serialization.Encoding.DER

TEXT = b'The quick brown fox jumps over the lazy dog.'
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PRIVATE = KEY.private_bytes(DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
PUBLIC = KEY.public_key().public_bytes(DER, serialization.PublicFormat.PKCS1)
V1_5 = {
    'cryptographic_algorithm': Algorithm.RSA,
    'hashing_algorithm': Hash.SHA_256,
    'padding_method': Padding.PKCS1v15,
}
PSS = {**V1_5, 'padding_method': Padding.PSS}


def active(session, key):
    uid = session.client.register(key)
    session.client.activate(uid)
    return uid


def private(session, *masks):
    key = pie.PrivateKey(Algorithm.RSA, 2048, PRIVATE, enums.KeyFormatType.PKCS_8, list(masks), session.name())
    return active(session, key)


def public(session, *masks):
    key = pie.PublicKey(Algorithm.RSA, 2048, PUBLIC, enums.KeyFormatType.PKCS_1, list(masks), session.name())
    return active(session, key)


def secret(session, value, *masks):
    length = len(value) * 8
    return active(session, pie.SymmetricKey(Algorithm.AES, length, value, list(masks), session.name()))


@check('Sign with RSA, PKCS#1 v1.5', since='1.2')
def sign_v1_5(session):
    signature = session.client.sign(TEXT, private(session, U.SIGN), V1_5)
    equal(signature, KEY.sign(TEXT, padding.PKCS1v15(), hashes.SHA256()), 'the signature')


@check('Sign with RSA, PSS', since='1.2')
def sign_pss(session):
    signature = session.client.sign(TEXT, private(session, U.SIGN), PSS)
    # The mask hash is SHA-1 where it is not said (KMIP 1.4 §3.6).
    scheme = padding.PSS(padding.MGF1(hashes.SHA1()), padding.PSS.AUTO)
    try:
        KEY.public_key().verify(signature, TEXT, scheme, hashes.SHA256())
    except InvalidSignature as problem:
        raise Wrong('the signature does not verify') from problem


@check('Signature Verify with RSA', since='1.2')
def signature_verify(session):
    uid = public(session, U.VERIFY)
    same = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.MAX_LENGTH)
    for parameters, scheme in ((V1_5, padding.PKCS1v15()), (PSS, same)):
        signature = KEY.sign(TEXT, scheme, hashes.SHA256())
        equal(session.client.signature_verify(TEXT, signature, uid, parameters), Validity.VALID, 'the verdict')
        equal(session.client.signature_verify(TEXT[1:], signature, uid, parameters), Validity.INVALID, 'the verdict')


@check('Sign: with a key that may not', since='1.2')
def sign_without_mask(session):
    reason = session.reason(Reason.INCOMPATIBLE_CRYPTOGRAPHIC_USAGE_MASK, Reason.PERMISSION_DENIED)
    fails(reason, session.client.sign, TEXT, private(session, U.DECRYPT), V1_5)


@check('MAC with HMAC', since='1.2')
def mac_hmac(session):
    value = bytes(range(32))
    uid = secret(session, value, U.MAC_GENERATE)
    got = session.client.mac(TEXT, uid, Algorithm.HMAC_SHA256)
    equal(got, (uid, hmac.new(value, TEXT, hashlib.sha256).digest()), 'identifier and MAC')


@check('MAC with CMAC', since='1.2')
def mac_cmac(session):
    value = bytes(range(16))
    cmac = CMAC(algorithms.AES(value))
    cmac.update(TEXT)
    uid = secret(session, value, U.MAC_GENERATE)
    equal(session.client.mac(TEXT, uid, Algorithm.AES), (uid, cmac.finalize()), 'identifier and MAC')


@check('Encrypt and Decrypt with RSA, OAEP', since='1.2')
def oaep(session):
    given = {**V1_5, 'padding_method': Padding.OAEP}
    scheme = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA256(), None)
    encrypted, _ = session.client.encrypt(TEXT, public(session, U.ENCRYPT), given)
    equal(KEY.decrypt(encrypted, scheme), TEXT, 'the text')
    theirs = KEY.public_key().encrypt(TEXT, scheme)
    equal(session.client.decrypt(theirs, private(session, U.DECRYPT), given), TEXT, 'the text')


@check('Encrypt and Decrypt with RSA, PKCS#1 v1.5', since='1.2')
def pkcs1(session):
    encrypted, _ = session.client.encrypt(TEXT, public(session, U.ENCRYPT), V1_5)
    equal(KEY.decrypt(encrypted, padding.PKCS1v15()), TEXT, 'the text')
    theirs = KEY.public_key().encrypt(TEXT, padding.PKCS1v15())
    equal(session.client.decrypt(theirs, private(session, U.DECRYPT), V1_5), TEXT, 'the text')
