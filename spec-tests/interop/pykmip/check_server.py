"""Query, Discover Versions, and what concerns the message as a whole."""

import ssl

from kmip.core import enums
from kmip.core.messages import contents, payloads
from kmip.core.messages.contents import ProtocolVersion

from session import VERSIONS, A, Reason, Session, check, equal, refused, succeeded, true

F = enums.QueryFunction
O = enums.Operation
T = enums.ObjectType

OPERATIONS = {
    '1.0': [
        O.CREATE, O.CREATE_KEY_PAIR, O.REGISTER, O.REKEY, O.LOCATE, O.CHECK, O.GET, O.GET_ATTRIBUTES,
        O.GET_ATTRIBUTE_LIST, O.ADD_ATTRIBUTE, O.MODIFY_ATTRIBUTE, O.DELETE_ATTRIBUTE, O.ACTIVATE, O.REVOKE, O.DESTROY,
        O.QUERY,
    ],
    '1.1': [O.DISCOVER_VERSIONS],
    '1.2': [O.ENCRYPT, O.DECRYPT],
    '2.0': [O.SET_ATTRIBUTE],
}
OBJECTS = [T.CERTIFICATE, T.SYMMETRIC_KEY, T.PUBLIC_KEY, T.PRIVATE_KEY, T.SECRET_DATA, T.OPAQUE_DATA]


@check('Query: operations and objects')
def _(session):
    result = session.proxy.query(query_functions=[F.QUERY_OPERATIONS, F.QUERY_OBJECTS])
    equal(result.result_status.value, enums.ResultStatus.SUCCESS, 'Result Status')
    for since, operations in OPERATIONS.items():
        for operation in operations:
            equal(operation in result.operations, session.since(since), f'{operation} in the answer')
    equal([each for each in OBJECTS if each not in result.object_types], [], 'the object types that are missing')
    equal(result.vendor_identification, None, 'what was not asked for')


@check('Query: server information')
def _(session):
    result = session.proxy.query(query_functions=[F.QUERY_SERVER_INFORMATION])
    equal(result.result_status.value, enums.ResultStatus.SUCCESS, 'Result Status')
    true(result.vendor_identification, 'there is a Vendor Identification')
    equal(result.operations, [], 'what was not asked for')


@check('Query: everything that the version has')
def _(session):
    functions = [F.QUERY_OPERATIONS, F.QUERY_OBJECTS, F.QUERY_SERVER_INFORMATION, F.QUERY_APPLICATION_NAMESPACES]
    if session.since('1.1'):
        functions += [F.QUERY_EXTENSION_LIST, F.QUERY_EXTENSION_MAP]
    if session.since('1.2'):
        functions += [F.QUERY_ATTESTATION_TYPES]
    if session.since('1.3'):
        functions += [F.QUERY_RNGS, F.QUERY_VALIDATIONS, F.QUERY_PROFILES, F.QUERY_CAPABILITIES,
                      F.QUERY_CLIENT_REGISTRATION_METHODS]
    if session.since('2.0'):
        # Not Query Storage Protection Masks: PyKMIP looks for masks without the structure that holds them (2.0 §7.27).
        functions += [F.QUERY_DEFAULTS_INFORMATION]
    [item] = session.send((O.QUERY, payloads.QueryRequestPayload(functions)))
    got = succeeded(item)
    true(O.GET in got.operations, 'Get is among the operations')
    if session.since('1.3'):
        equal(got.rng_parameters[0].rng_algorithm, enums.RNGAlgorithm.DRBG, 'the random number generator')
        capabilities = got.capability_information[0]
        equal(capabilities.streaming_capability, True, 'Streaming Capability')
        if session.since('1.4'):
            equal(capabilities.batch_continue_capability, True, 'Batch Continue Capability')


@check('Discover Versions: all, the newest first', since='1.1')
def _(session):
    result = session.proxy.discover_versions()
    got = [str(each) for each in result.protocol_versions]
    equal([each for each in got if each in VERSIONS], VERSIONS[::-1], 'the versions')
    equal(got, sorted(got, reverse=True), 'their order')


@check("Discover Versions: of the client's, in its order", since='1.1')
def _(session):
    asked = [ProtocolVersion(1, 2), ProtocolVersion(9, 9), ProtocolVersion(1, 4), ProtocolVersion(1, 0)]
    result = session.proxy.discover_versions(protocol_versions=asked)
    equal([str(each) for each in result.protocol_versions], ['1.2', '1.4', '1.0'], 'the versions')


@check('Discover Versions: KMIP 1.0 has none', until='1.0')
def _(session):
    [item] = session.send((O.DISCOVER_VERSIONS, payloads.DiscoverVersionsRequestPayload()))
    refused(item, Reason.OPERATION_NOT_SUPPORTED)


@check('an answer that would be too large')
def _(session):
    uid = session.aes(256, (A.NAME, session.name('long' * 40)))
    payload = payloads.GetAttributesRequestPayload(uid, ['Unique Identifier', 'Name', 'State', 'Object Type'])
    [item] = session.send(
        (O.GET_ATTRIBUTES, payload), maximum_response_size=contents.MaximumResponseSize(300)
    )
    refused(item, Reason.RESPONSE_TOO_LARGE)
    [item] = session.send(
        (O.GET_ATTRIBUTES, payload), maximum_response_size=contents.MaximumResponseSize(4096)
    )
    succeeded(item)


@check('a user name and password beside the certificate')
def _(session):
    with Session(session.settings, 'owner', username='someone', password='secret') as other:
        true(other.proxy.username == 'someone', 'a credential is sent')
        other.client.get(other.aes())


@check('a client without a certificate is not let in')
def _(session):
    settings = {**session.settings, 'nobody': {'cert': None, 'key': None}}
    try:
        with Session(settings, 'nobody') as nobody:
            nobody.client.locate()
    except (ssl.SSLError, ConnectionError, EOFError):
        return
    raise AssertionError('it was let in')


@check('versions mix on one connection')
def _(session):
    uid = session.aes()
    value = session.client.get(uid).value
    try:
        for version in enums.KMIPVersion:
            session.client.kmip_version = version
            equal(session.client.get(uid).value, value, f'the key in {version}')
    finally:
        session.client.kmip_version = enums.KMIPVersion[f'KMIP_{session.version.replace(".", "_")}']
