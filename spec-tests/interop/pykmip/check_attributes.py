"""Get Attributes, Get Attribute List, Modify, Delete, Set Attribute."""

from kmip.core import enums, objects, primitives
from kmip.core import attributes as core

from session import A, Reason, check, equal, fails, plain, recent, true

State = enums.State
U = enums.CryptographicUsageMask

# What a new AES key has.
LIST = {
    '1.0': [
        'Cryptographic Algorithm', 'Cryptographic Length', 'Cryptographic Usage Mask', 'Digest', 'Initial Date',
        'Last Change Date', 'Lease Time', 'Name', 'Object Type', 'State', 'Unique Identifier',
    ],
    '1.1': ['Fresh'],
    '1.2': ['Original Creation Date'],
    '1.3': ['Random Number Generator'],
    '1.4': ['Always Sensitive', 'Extractable', 'Never Extractable', 'Sensitive'],
    '2.0': ['Key Format Type', 'Protection Storage Mask', 'Short Unique Identifier'],
}

# What PyKMIP cannot decode: a Digest without Key Format Type (KMIP 1.0 has none in it), and what it has no class for.
UNKNOWN = {
    '1.0': ['Digest'],
    '1.3': ['Random Number Generator'],
    '1.4': ['Random Number Generator'],
    '2.0': [
        'Random Number Generator', 'Key Format Type', 'Protection Storage Mask', 'Short Unique Identifier',
        'Always Sensitive', 'Extractable', 'Never Extractable', 'Original Creation Date',
    ],
}


def name_of(session, value):
    return session.factory.value_factory.create_attribute_value(A.NAME, value)


@check('Get Attribute List of a new key')
def _(session):
    uid = session.aes(256, (A.NAME, session.name()))
    wanted = [name for since, names in LIST.items() if session.since(since) for name in names]
    equal(session.client.get_attribute_list(uid), sorted(wanted), 'the list')


@check('Get Attributes of all in the list')
def _(session):
    name = session.name()
    uid = session.aes(256, (A.NAME, name))
    names = [each for each in session.client.get_attribute_list(uid) if each not in UNKNOWN.get(session.version, [])]
    got_uid, attributes = session.client.get_attributes(uid, names)
    equal(got_uid, uid, 'Unique Identifier')
    equal([plain(each.attribute_name) for each in attributes], names, 'the order of the answer')
    got = {plain(each.attribute_name): plain(each.attribute_value) for each in attributes}
    equal(got['Unique Identifier'], uid, 'Unique Identifier')
    equal(got['Name'], name, 'Name')
    for date in ('Initial Date', 'Last Change Date'):
        recent(got[date], date)
    if session.since('1.4'):
        equal(got['Sensitive'], False, 'Sensitive')
    if session.version == '1.4':
        equal(got['Extractable'], True, 'Extractable')
        equal(got['Always Sensitive'], False, 'Always Sensitive')
        equal(got['Never Extractable'], False, 'Never Extractable')


@check('Get Attributes without names: all of them', since='1.1', until='1.2')
def _(session):
    uid = session.aes(256, (A.NAME, session.name()))
    attributes = session.client.get_attributes(uid)[1]
    equal(sorted(plain(each.attribute_name) for each in attributes), session.client.get_attribute_list(uid), 'the names')


@check('Get Attributes of what is not set')
def _(session):
    uid = session.aes()
    equal(session.client.get_attributes(uid, ['Archive Date', 'Contact Information']), (uid, []), 'the answer')


@check('a custom attribute comes back, is found, modified and deleted', until='1.4')
def _(session):
    uid = session.aes(256, ('x-purpose', 'backup'))
    equal(session.value(uid, 'x-purpose'), 'backup', 'the value')
    true('x-purpose' in session.client.get_attribute_list(uid), 'it is in the list')
    equal(session.client.locate(attributes=[session.attribute('x-purpose', 'backup')]), [uid], 'what was found')
    changed = session.client.modify_attribute(uid, attribute=session.attribute('x-purpose', 'archive', 0))
    equal((changed[0], plain(changed[1].attribute_value)), (uid, 'archive'), 'the answer')
    equal(session.value(uid, 'x-purpose'), 'archive', 'the value')
    session.client.delete_attribute(uid, attribute_name='x-purpose', attribute_index=0)
    equal(session.values(uid, 'x-purpose'), [], 'the values')


@check('Modify Attribute: the name', until='1.4')
def _(session):
    uid = session.aes(256, (A.NAME, session.name()))
    other = session.name('other')
    got_uid, attribute = session.client.modify_attribute(uid, attribute=session.attribute(A.NAME, other, 0))
    equal(got_uid, uid, 'Unique Identifier')
    equal(plain(attribute.attribute_value), other, 'the attribute of the answer')
    equal(session.values(uid, 'Name'), [other], 'the names')
    equal(session.client.locate(attributes=[session.attribute(A.NAME, other)]), [uid], 'what was found')


@check('Modify Attribute: the second of two names', until='1.4')
def _(session):
    first, second, other = session.name(), session.name(), session.name()
    uid = session.aes(256, (A.NAME, first, 0), (A.NAME, second, 1))
    attribute = session.client.modify_attribute(uid, attribute=session.attribute(A.NAME, other, 1))[1]
    equal(attribute.attribute_index.value, 1, 'Attribute Index')
    equal(session.values(uid, 'Name'), [first, other], 'the names')


@check('Modify Attribute: what is not there', until='1.4')
def _(session):
    uid = session.aes()
    attribute = session.attribute(A.NAME, session.name(), 0)
    fails(Reason.ITEM_NOT_FOUND, session.client.modify_attribute, uid, attribute=attribute)


@check('Modify Attribute: what only the server sets', until='1.4')
def _(session):
    uid = session.aes()
    attribute = session.attribute(A.STATE, State.ACTIVE, 0)
    fails(Reason.PERMISSION_DENIED, session.client.modify_attribute, uid, attribute=attribute)
    equal(session.value(uid, 'State'), State.PRE_ACTIVE, 'State')


@check('Delete Attribute: one of two names', until='1.4')
def _(session):
    first, second = session.name(), session.name()
    uid = session.aes(256, (A.NAME, first, 0), (A.NAME, second, 1))
    got_uid, attribute = session.client.delete_attribute(uid, attribute_name='Name', attribute_index=0)
    equal((got_uid, plain(attribute.attribute_value)), (uid, first), 'the answer')
    equal(session.values(uid, 'Name'), [second], 'the names')
    got = session.client.get_attributes(uid, ['Name'])[1]
    equal(got[0].attribute_index.value, 1, 'the index that is left')


@check('Delete Attribute: what is not there', until='1.4')
def _(session):
    uid = session.aes(256, (A.NAME, session.name()))
    fails(Reason.ITEM_NOT_FOUND, session.client.delete_attribute, uid, attribute_name='Name', attribute_index=7)


@check('Delete Attribute: what has to stay', until='1.4')
def _(session):
    uid = session.aes()
    fails(
        Reason.PERMISSION_DENIED,
        session.client.delete_attribute,
        uid,
        attribute_name='Cryptographic Length',
        attribute_index=0,
    )


@check('Modify Attribute: the name', since='2.0')
def _(session):
    name, other = session.name(), session.name('other')
    uid = session.aes(256, (A.NAME, name))
    got_uid, _ = session.client.modify_attribute(
        uid,
        current_attribute=objects.CurrentAttribute(name_of(session, name)),
        new_attribute=objects.NewAttribute(name_of(session, other)),
    )
    equal(got_uid, uid, 'Unique Identifier')
    equal(session.values(uid, 'Name'), [other], 'the names')


@check('Modify Attribute: another current value', since='2.0')
def _(session):
    uid = session.aes(256, (A.NAME, session.name()))
    fails(
        Reason.ATTRIBUTE_INSTANCE_NOT_FOUND,
        session.client.modify_attribute,
        uid,
        current_attribute=objects.CurrentAttribute(name_of(session, 'not this')),
        new_attribute=objects.NewAttribute(name_of(session, session.name())),
    )


@check('Modify Attribute: what only the server sets', since='2.0')
def _(session):
    uid = session.aes()
    fails(
        Reason.ATTRIBUTE_READ_ONLY,
        session.client.modify_attribute,
        uid,
        new_attribute=objects.NewAttribute(core.State(State.ACTIVE)),
    )


@check('Delete Attribute: one of two names', since='2.0')
def _(session):
    first, second = session.name(), session.name()
    uid = session.aes(256, (A.NAME, first, 0), (A.NAME, second, 1))
    got_uid, attribute = session.client.delete_attribute(
        uid, current_attribute=objects.CurrentAttribute(name_of(session, first))
    )
    equal((got_uid, attribute), (uid, None), 'the answer')
    equal(session.values(uid, 'Name'), [second], 'the names')


@check('Delete Attribute: what has to stay', since='2.0')
def _(session):
    uid = session.aes()
    length = primitives.Integer(256, enums.Tags.CRYPTOGRAPHIC_LENGTH)
    fails(
        Reason.ATTRIBUTE_READ_ONLY,
        session.client.delete_attribute,
        uid,
        current_attribute=objects.CurrentAttribute(length),
    )


@check('Set Attribute: a new one, then another value', since='2.0')
def _(session):
    uid = session.aes()
    for value in ('someone@example.com', 'someone.else@example.com'):
        got = session.client.set_attribute(uid, attribute_name='Contact Information', attribute_value=value)
        equal(got, uid, 'Unique Identifier')
        equal(session.values(uid, 'Contact Information'), [value], 'the values')


@check('Set Attribute: sensitive keys leave wrapped only', since='2.0')
def _(session):
    uid = session.aes()
    session.client.set_attribute(uid, attribute_name='Sensitive', attribute_value=True)
    equal(session.value(uid, 'Sensitive'), True, 'Sensitive')
    fails(Reason.SENSITIVE, session.client.get, uid)


@check('Set Attribute: what only the server sets', since='2.0')
def _(session):
    uid = session.aes()
    fails(
        Reason.ATTRIBUTE_READ_ONLY,
        session.client.set_attribute,
        uid,
        attribute_name='State',
        attribute_value=State.ACTIVE,
    )
