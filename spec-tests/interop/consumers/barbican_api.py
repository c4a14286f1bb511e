"""Barbican's API over its KMIP plugin, configured by ~/.barbican/barbican.conf: stores, reads and deletes secrets.

Prints what it saw as JSON: {"symmetric": BASE64, "passphrase": TEXT, "generated": BITS, "deleted": STATUS}.
"""

import base64
import json
import sys

from barbican.api.app import create_main_app
from barbican.api.middleware.context import UnauthenticatedContextMiddleware
from webob import Request

api = UnauthenticatedContextMiddleware(create_main_app({}))


def ask(expected, method, path, body=None, accept="application/json"):
    headers = {"X-Project-Id": "project", "X-Roles": "member,creator,admin", "X-User-Id": "user", "Accept": accept}
    request = Request.blank(path, method=method, headers=headers)
    if body is not None:
        request.content_type = "application/json"
        request.body = json.dumps(body).encode()
    answer = request.get_response(api)
    if answer.status_int != expected:
        raise RuntimeError(f"{method} {path}: {answer.status} {answer.text}")
    return answer


def store(**secret):
    reference = ask(201, "POST", "/secrets", secret).json["secret_ref"]
    return reference[reference.index("/secrets") :]


def read(path, accept):
    return ask(200, "GET", f"{path}/payload", accept=accept)


given = json.loads(sys.argv[1])
key = store(
    payload=given["symmetric"],
    payload_content_type="application/octet-stream",
    payload_content_encoding="base64",
    secret_type="symmetric",
    algorithm="aes",
    bit_length=256,
)
word = store(payload=given["passphrase"], payload_content_type="text/plain", secret_type="passphrase")
seen = {
    "symmetric": base64.b64encode(read(key, "application/octet-stream").body).decode(),
    "passphrase": read(word, "text/plain").text,
}
for path in (key, word):
    ask(204, "DELETE", path)
seen["deleted"] = ask(404, "GET", f"{key}/payload", accept="application/octet-stream").status_int
print(json.dumps(seen))
