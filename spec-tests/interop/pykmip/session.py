"""What the checks speak with: PyKMIP's two clients over one connection, and the way its answers are judged."""

import time

from kmip.core import enums, objects
from kmip.core.exceptions import OperationFailure
from kmip.core.factories.attributes import AttributeFactory
from kmip.core.messages import contents, messages
from kmip.pie.client import ProxyKmipClient
from kmip.pie.exceptions import KmipOperationFailure

A = enums.AttributeType
Reason = enums.ResultReason
VERSIONS = ['1.0', '1.1', '1.2', '1.3', '1.4', '2.0']


class Wrong(Exception):
    """An answer is not what it has to be."""


def equal(got, wanted, what='the answer'):
    if got != wanted:
        raise Wrong(f'{what} is {got!r}, not {wanted!r}')


def true(condition, what):
    if not condition:
        raise Wrong(f'{what}: not so')


def recent(seconds, what='the date'):
    now = time.time()
    if not now - 60 <= seconds <= now + 2:
        raise Wrong(f'{what} is {seconds}, now is {now:.0f}')


class Session:
    """A client of one certificate, speaking one version."""

    def __init__(self, settings, who, **more):
        self.version = settings['version']
        self.client = ProxyKmipClient(
            hostname='127.0.0.1',
            port=settings['port'],
            ca=settings['ca'],
            cert=settings[who]['cert'],
            key=settings[who]['key'],
            kmip_version=enums.KMIPVersion[f'KMIP_{self.version.replace(".", "_")}'],
            config_file='/dev/null',
            **more,
        )
        self.proxy = self.client.proxy
        self.factory = AttributeFactory()
        self.named = 0

    def __enter__(self):
        self.client.open()
        return self

    def __exit__(self, *_):
        self.client.close()

    def since(self, version):
        return VERSIONS.index(self.version) >= VERSIONS.index(version)

    def name(self, stem='key'):
        """A name that no other object has."""
        self.named += 1
        return f'{stem} {self.named}'

    def attribute(self, name, value, index=None):
        return self.factory.create_attribute(name, value, index)

    def template(self, *given):
        return objects.TemplateAttribute(attributes=[self.attribute(*each) for each in given])

    def create(self, *given):
        """Create with the lower client: any attributes."""
        result = self.proxy.create(enums.ObjectType.SYMMETRIC_KEY, self.template(*given))
        if result.result_status.value != enums.ResultStatus.SUCCESS:
            raise KmipOperationFailure(
                result.result_status.value, result.result_reason.value, result.result_message.value
            )
        equal(result.object_type, enums.ObjectType.SYMMETRIC_KEY, 'Object Type')
        return result.uuid

    def aes(self, length=256, *more, masks=None):
        U = enums.CryptographicUsageMask
        return self.create(
            (A.CRYPTOGRAPHIC_ALGORITHM, enums.CryptographicAlgorithm.AES),
            (A.CRYPTOGRAPHIC_LENGTH, length),
            (A.CRYPTOGRAPHIC_USAGE_MASK, masks or [U.ENCRYPT, U.DECRYPT]),
            *more,
        )

    def values(self, uid, name):
        """The values of one attribute of an object."""
        got_uid, attributes = self.client.get_attributes(uid, [name])
        equal(got_uid, uid, 'Unique Identifier')
        for each in attributes:
            equal(each.attribute_name.value, name, 'Attribute Name')
        return [plain(each.attribute_value) for each in attributes]

    def value(self, uid, name):
        values = self.values(uid, name)
        equal(len(values), 1, f'the number of {name}')
        return values[0]

    def request(self, items, header):
        """A message of (operation, payload) pairs."""
        batch = [
            messages.RequestBatchItem(
                operation=contents.Operation(operation),
                unique_batch_item_id=contents.UniqueBatchItemID(bytes([index + 1])) if len(items) > 1 else None,
                request_payload=payload,
            )
            for index, (operation, payload) in enumerate(items)
        ]
        return messages.RequestMessage(
            request_header=messages.RequestHeader(
                protocol_version=self.proxy._build_protocol_version(),
                batch_count=contents.BatchCount(len(batch)),
                **header,
            ),
            batch_items=batch,
        )

    def send(self, *items, **header):
        """Sends (operation, payload) pairs as one message and gives the batch items of the answer."""
        answer = self.proxy._send_and_receive_message(self.request(items, header))
        equal(str(answer.response_header.protocol_version), self.version, 'the version of the answer')
        recent(answer.response_header.time_stamp.value, 'Time Stamp')
        return answer.batch_items

    def bytes(self, *items):
        """The same, but the answer as it comes, for what PyKMIP cannot decode."""
        self.proxy._send_message(self.request(items, {}))
        return bytes(self.proxy._receive_message().buffer)

    def reason(self, newer, older):
        """A Result Reason of KMIP 2.0, or what older versions have in its place."""
        return newer if self.since('2.0') else older


def plain(value):
    """The value of an attribute, without PyKMIP's wrapping."""
    if hasattr(value, 'name_value'):
        return value.name_value.value
    return value.value if hasattr(value, 'value') else value


def succeeded(item):
    if item.result_status.value != enums.ResultStatus.SUCCESS:
        raise Wrong(f'failed with {item.result_reason.value}: {item.result_message.value}')
    return item.response_payload


def refused(item, reason):
    """Judges a failed batch item: Operation, Result Reason and Result Message have to be there."""
    equal(item.result_status.value, enums.ResultStatus.OPERATION_FAILED, 'Result Status')
    equal(item.result_reason.value, reason, 'Result Reason')
    true(item.result_message.value, 'there is a Result Message')
    true(item.operation is not None, 'the answer names the operation')


def fails(reason, call, *args, **kwargs):
    """The call has to fail with this reason."""
    try:
        call(*args, **kwargs)
    except (KmipOperationFailure, OperationFailure) as failure:
        equal(failure.status, enums.ResultStatus.OPERATION_FAILED, 'Result Status')
        equal(failure.reason, reason, 'Result Reason')
        message = failure.message if hasattr(failure, 'message') else str(failure)
        true(message, 'there is a Result Message')
    else:
        raise Wrong(f'succeeded, where {reason} was due')


CHECKS = []


def check(name, since='1.0', until='2.0', who='owner'):
    """Declares a check for the versions since..until, done with the session of `who`."""

    def declare(run):
        CHECKS.append((name, since, until, who, run))
        return run

    return declare
