"""What has to fail, and with which Result Reason."""

import os

from kmip.core import enums
from kmip.pie import objects as pie

from session import A, Reason, check, equal, fails, true

Algorithm = enums.CryptographicAlgorithm
U = enums.CryptographicUsageMask

NONE_SUCH = 'there is no such object'


def calls(client, uid):
    """Each operation on an object."""
    return {
        'Get': lambda: client.get(uid),
        'Get Attributes': lambda: client.get_attributes(uid, ['State']),
        'Get Attribute List': lambda: client.get_attribute_list(uid),
        'Activate': lambda: client.activate(uid),
        'Revoke': lambda: client.revoke(enums.RevocationReasonCode.KEY_COMPROMISE, uid),
        'Destroy': lambda: client.destroy(uid),
    }


for operation in calls(None, None):
    @check(f'{operation}: an object that is not there')
    def _(session, operation=operation):
        reason = session.reason(Reason.OBJECT_NOT_FOUND, Reason.ITEM_NOT_FOUND)
        fails(reason, calls(session.client, NONE_SUCH)[operation])

    @check(f'{operation}: an object of another client', who='stranger')
    def _(session, operation=operation):
        owner = session.others['owner']
        uid = owner.aes()
        fails(Reason.PERMISSION_DENIED, calls(session.client, uid)[operation])
        equal(owner.value(uid, 'State'), enums.State.PRE_ACTIVE, 'State')
        true(owner.client.get(uid).value, 'the key is there')


@check('Encrypt: an object of another client', since='1.2', who='stranger')
def _(session):
    owner = session.others['owner']
    uid = owner.aes()
    owner.client.activate(uid)
    given = {'block_cipher_mode': enums.BlockCipherMode.CBC, 'padding_method': enums.PaddingMethod.PKCS5}
    fails(Reason.PERMISSION_DENIED, session.client.encrypt, b'text', uid, given, bytes(16))


for who, label, newer, older in (
    ('owner', 'that is not there', Reason.OBJECT_NOT_FOUND, Reason.ITEM_NOT_FOUND),
    ('stranger', 'of another client', Reason.PERMISSION_DENIED, Reason.PERMISSION_DENIED),
):
    @check(f'Re-key: an object {label}', who=who)
    def _(session, newer=newer, older=older):
        uid = session.others['owner'].aes() if newer is Reason.PERMISSION_DENIED else NONE_SUCH
        result = session.proxy.rekey(uid)
        equal(result['result_status'], enums.ResultStatus.OPERATION_FAILED, 'Result Status')
        equal(result['result_reason'], session.reason(newer, older), 'Result Reason')


def taken(session):
    return session.reason(Reason.NON_UNIQUE_NAME_ATTRIBUTE, Reason.INVALID_FIELD)


@check('Create: a name that is taken')
def _(session):
    name = session.name()
    session.aes(256, (A.NAME, name))
    fails(taken(session), session.client.create, Algorithm.AES, 256, name=name, cryptographic_usage_mask=[U.ENCRYPT])


@check('Register: a name that is taken')
def _(session):
    name = session.name()
    session.aes(256, (A.NAME, name))
    key = pie.SymmetricKey(Algorithm.AES, 128, os.urandom(16), [U.ENCRYPT], name)
    fails(taken(session), session.client.register, key)
    equal(len(session.client.locate(attributes=[session.attribute(A.NAME, name)])), 1, 'the number of such keys')


@check('Create: a name that another client has', who='stranger')
def _(session):
    owner = session.others['owner']
    name = owner.name()
    theirs, ours = owner.aes(256, (A.NAME, name)), session.aes(256, (A.NAME, name))
    equal(session.client.locate(attributes=[session.attribute(A.NAME, name)]), [ours], 'what was found')
    true(theirs != ours, 'there are two')
    session.client.destroy(ours)


@check('Create: an attribute that only the server sets')
def _(session):
    reason = session.reason(Reason.READ_ONLY_ATTRIBUTE, Reason.PERMISSION_DENIED)
    fails(reason, session.aes, 256, (A.STATE, enums.State.COMPROMISED))


@check('Create: an algorithm that has no such keys')
def _(session):
    fails(Reason.INVALID_FIELD, session.client.create, Algorithm.RSA, 2048, cryptographic_usage_mask=[U.SIGN])


@check('Re-key: what is no symmetric key')
def _(session):
    uid = session.client.register(pie.SecretData(b'x', enums.SecretDataType.PASSWORD, [U.DERIVE_KEY], session.name()))
    result = session.proxy.rekey(uid)
    equal(result['result_status'], enums.ResultStatus.OPERATION_FAILED, 'Result Status')
    equal(result['result_reason'], session.reason(Reason.INVALID_OBJECT_TYPE, Reason.INVALID_FIELD), 'Result Reason')
