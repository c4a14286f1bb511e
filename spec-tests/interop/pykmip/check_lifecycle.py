"""Activate, Revoke, Destroy, Check."""

import time

from kmip.core import enums
from kmip.core.messages import payloads

from session import A, Reason, check, equal, fails, recent, refused, succeeded

Code = enums.RevocationReasonCode
Operation = enums.Operation
State = enums.State
U = enums.CryptographicUsageMask


def wrong_state(session):
    return session.reason(Reason.WRONG_KEY_LIFECYCLE_STATE, Reason.PERMISSION_DENIED)


@check('Activate')
def _(session):
    uid = session.aes()
    session.client.activate(uid)
    equal(session.value(uid, 'State'), State.ACTIVE, 'State')
    recent(session.value(uid, 'Activation Date'), 'Activation Date')
    result = session.proxy.activate(session.aes())
    equal(result.result_status.value, enums.ResultStatus.SUCCESS, 'Result Status')


@check('Activate names the object in its answer')
def _(session):
    uid = session.aes()
    equal(session.proxy.activate(uid).uuid.value, uid, 'Unique Identifier')


@check('Activate twice')
def _(session):
    uid = session.aes()
    session.client.activate(uid)
    fails(wrong_state(session), session.client.activate, uid)


@check('an Activation Date that is past activates')
def _(session):
    uid = session.aes(256, (A.ACTIVATION_DATE, int(time.time()) - 60))
    equal(session.value(uid, 'State'), State.ACTIVE, 'State')


@check('Revoke: Active becomes Deactivated')
def _(session):
    uid = session.aes()
    session.client.activate(uid)
    session.client.revoke(Code.CESSATION_OF_OPERATION, uid, 'no longer needed')
    equal(session.value(uid, 'State'), State.DEACTIVATED, 'State')
    recent(session.value(uid, 'Deactivation Date'), 'Deactivation Date')
    session.client.get(uid)


@check('Revoke: compromise, with its date')
def _(session):
    uid = session.aes()
    then = int(time.time()) - 3600
    session.client.revoke(Code.KEY_COMPROMISE, uid, 'lost', then)
    equal(session.value(uid, 'State'), State.COMPROMISED, 'State')
    equal(session.value(uid, 'Compromise Occurrence Date'), then, 'Compromise Occurrence Date')
    recent(session.value(uid, 'Compromise Date'), 'Compromise Date')


@check('Revoke: a Pre-Active key, without compromise')
def _(session):
    uid = session.aes()
    fails(wrong_state(session), session.client.revoke, Code.SUPERSEDED, uid)
    equal(session.value(uid, 'State'), State.PRE_ACTIVE, 'State')


@check('Destroy: Pre-Active')
def _(session):
    uid = session.aes()
    session.client.destroy(uid)
    equal(session.value(uid, 'State'), State.DESTROYED, 'State')
    recent(session.value(uid, 'Destroy Date'), 'Destroy Date')
    fails(session.reason(Reason.OBJECT_DESTROYED, Reason.ITEM_NOT_FOUND), session.client.get, uid)


@check('Destroy: Active')
def _(session):
    uid = session.aes()
    session.client.activate(uid)
    fails(wrong_state(session), session.client.destroy, uid)
    session.client.get(uid)


@check('Destroy: Deactivated')
def _(session):
    uid = session.aes()
    session.client.activate(uid)
    session.client.revoke(Code.CESSATION_OF_OPERATION, uid)
    session.client.destroy(uid)
    equal(session.value(uid, 'State'), State.DESTROYED, 'State')


@check('Destroy: Compromised')
def _(session):
    uid = session.aes()
    session.client.revoke(Code.KEY_COMPROMISE, uid)
    session.client.destroy(uid)
    equal(session.value(uid, 'State'), State.DESTROYED_COMPROMISED, 'State')


@check('Destroy twice')
def _(session):
    uid = session.aes()
    session.client.destroy(uid)
    fails(session.reason(Reason.OBJECT_DESTROYED, Reason.ITEM_NOT_FOUND), session.client.destroy, uid)


@check('Destroy gives the name free')
def _(session):
    name = session.name()
    session.client.destroy(session.aes(256, (A.NAME, name)))
    session.client.get(session.aes(256, (A.NAME, name)))


@check('Check: a use that is allowed')
def _(session):
    uid = session.aes()
    equal(session.client.check(uid, cryptographic_usage_mask=[U.ENCRYPT]), uid, 'Unique Identifier')


@check('Check: a use that is not allowed')
def _(session):
    uid = session.aes()
    payload = payloads.CheckRequestPayload(unique_identifier=uid, cryptographic_usage_mask=U.SIGN.value)
    [item] = session.send((Operation.CHECK, payload))
    reason = session.reason(Reason.INCOMPATIBLE_CRYPTOGRAPHIC_USAGE_MASK, Reason.PERMISSION_DENIED)
    refused(item, reason)


@check('the whole life in one batch, each item about the object of the first')
def _(session):
    template = session.template(
        (A.CRYPTOGRAPHIC_ALGORITHM, enums.CryptographicAlgorithm.AES),
        (A.CRYPTOGRAPHIC_LENGTH, 128),
        (A.CRYPTOGRAPHIC_USAGE_MASK, [U.ENCRYPT]),
    )
    items = session.send(
        (Operation.CREATE, payloads.CreateRequestPayload(enums.ObjectType.SYMMETRIC_KEY, template)),
        (Operation.ACTIVATE, payloads.ActivateRequestPayload()),
        (Operation.GET, payloads.GetRequestPayload()),
        (Operation.GET_ATTRIBUTES, payloads.GetAttributesRequestPayload(attribute_names=['State'])),
    )
    equal([each.unique_batch_item_id.value for each in items], [b'\1', b'\2', b'\3', b'\4'], 'Unique Batch Item ID')
    created, activated, got, attributes = [succeeded(item) for item in items]
    uid = created.unique_identifier
    equal(activated.unique_identifier.value, uid, 'what was activated')
    equal(got.unique_identifier, uid, 'what was got')
    equal(attributes.attributes[0].attribute_value.value, State.ACTIVE, 'State')


@check('a batch stops at the item that fails')
def _(session):
    uid = session.aes()
    items = session.send(
        (Operation.GET_ATTRIBUTE_LIST, payloads.GetAttributeListRequestPayload('none such')),
        (Operation.DESTROY, payloads.DestroyRequestPayload(unique_identifier=None)),
    )
    refused(items[0], session.reason(Reason.OBJECT_NOT_FOUND, Reason.ITEM_NOT_FOUND))
    equal(len(items), 1, 'the number of answers')
    session.client.get(uid)
