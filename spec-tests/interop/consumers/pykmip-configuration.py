"""PyKMIP's client, which finds its configuration in ~/.pykmip/pykmip.conf: prints a key's identifier, name and value."""

import json

from kmip.core import enums
from kmip.pie.client import ProxyKmipClient

with ProxyKmipClient() as client:
    identifier = client.create(enums.CryptographicAlgorithm.AES, 256, name="pasted")
    found = client.locate()
    key = client.get(identifier)
    print(json.dumps({"found": found == [identifier], "bits": len(key.value) * 8}))
    client.destroy(identifier)
