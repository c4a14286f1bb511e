"""MongoDB's driver, told what to do by lines of JSON: {"do": NAME, ...} -> {"result": ...} or {"error": TEXT}.

Its one argument is JSON: the address of a server that speaks MongoDB's protocol, and lines of Python, which set
kms_providers and kms_tls_options.
"""

import base64
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from uuid import UUID

import pymongo
import pymongocrypt
from bson import Binary, UuidRepresentation
from bson.binary import STANDARD
from bson.codec_options import CodecOptions
from pymongo import MongoClient
from pymongo.encryption import Algorithm, ClientEncryption
from pymongo.encryption_options import AutoEncryptionOpts

settings = json.loads(sys.argv[1])
configured = {}
exec(settings["configuration"], configured)
providers, tls = configured["kms_providers"], configured["kms_tls_options"]

vault = "encryption.__keyVault"
options = CodecOptions(uuid_representation=UuidRepresentation.STANDARD)
algorithms = {
    "random": Algorithm.AEAD_AES_256_CBC_HMAC_SHA_512_Random,
    "deterministic": Algorithm.AEAD_AES_256_CBC_HMAC_SHA_512_Deterministic,
}
plain = MongoClient(settings["mongodb"], serverSelectionTimeoutMS=10_000, uuidRepresentation="standard")


def encryption():
    """A new one for each command: it would keep data keys for a minute."""
    return ClientEncryption(providers, vault, plain, options, kms_tls_options=tls)


def identifier(text):
    return Binary.from_uuid(UUID(text), STANDARD)


def sealed(text):
    return Binary(base64.b64decode(text), 6)


def programs():
    return {
        "pymongo": pymongo.version,
        "pymongocrypt": pymongocrypt.__version__,
        "libmongocrypt": pymongocrypt.libmongocrypt_version(),
    }


def create_data_key(name, master_key):
    with encryption() as client:
        key = client.create_data_key("kmip", master_key=master_key, key_alt_names=[name])
        return {"key": str(key.as_uuid()), "master": dict(client.get_key(key)["masterKey"])}


def encrypt(key, value, algorithm):
    with encryption() as client:
        return base64.b64encode(client.encrypt(value, algorithms[algorithm], key_id=identifier(key))).decode()


def decrypt(value):
    with encryption() as client:
        return client.decrypt(sealed(value))


def decrypt_at_once(value, times):
    """As many clients at once as are asked for; each fetches the data key anew."""
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(decrypt, [value] * times))


def rewrap(keys, master_key):
    """These data keys, under another key of the KMS; the master keys that they have then."""
    which = {"_id": {"$in": [identifier(key) for key in keys]}}
    with encryption() as client:
        done = client.rewrap_many_data_key(which, provider="kmip", master_key=master_key)
        masters = [dict(client.get_key(identifier(key))["masterKey"]) for key in keys]
        return {"modified": done.bulk_write_result.modified_count, "masters": masters}


def insert(name, value):
    plain.app.people.insert_one({"name": name, "secret": sealed(value)})


def named(value):
    """Names of the documents that have this encrypted value, as the server finds them."""
    return [each["name"] for each in plain.app.people.find({"secret": sealed(value)})]


def read(name):
    """A field as a client sees it that has no keys."""
    found = plain.app.people.find_one({"name": name})["secret"]
    return {"subtype": found.subtype, "bytes": base64.b64encode(found).decode()}


def read_decrypted(name):
    """A field as a client sees it that decrypts by itself."""
    opts = AutoEncryptionOpts(providers, vault, kms_tls_options=tls, bypass_auto_encryption=True)
    with MongoClient(settings["mongodb"], auto_encryption_opts=opts, uuidRepresentation="standard") as client:
        return client.app.people.find_one({"name": name})["secret"]


commands = {
    each.__name__: each
    for each in (
        programs,
        create_data_key,
        encrypt,
        decrypt,
        decrypt_at_once,
        rewrap,
        insert,
        named,
        read,
        read_decrypted,
    )
}

for line in sys.stdin:
    given = json.loads(line)
    seconds = given.pop("seconds", None)
    try:
        with pymongo.timeout(seconds) if seconds else nullcontext():
            answer = {"result": commands[given.pop("do")](**given)}
    except Exception as error:  # What the driver says is what is looked at.
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
