"""Keys and a certificate that PyKMIP did not make, for Register."""

import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PRIVATE_PKCS_1 = KEY.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
PRIVATE_PKCS_8 = KEY.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
PUBLIC_PKCS_1 = KEY.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)
PUBLIC_X_509 = KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def certificate():
    """A new self-signed certificate (DER) of that key."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, 'interop.example')])
    now = datetime.datetime.now(datetime.timezone.utc)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(KEY.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(KEY, hashes.SHA256())
        .public_bytes(Encoding.DER)
    )
