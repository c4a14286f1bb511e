"""Locate. The finder's objects are made here only, so that every answer is known exactly."""

import os
import time

from kmip.core import enums
from kmip.pie import objects as pie

import material
from session import A, check, equal, true

Algorithm = enums.CryptographicAlgorithm
State = enums.State
T = enums.ObjectType
U = enums.CryptographicUsageMask

AHEAD = 2_000_000_000
HOUR = 3600


def objects_of(session):
    """Each object by a letter: made once."""
    if hasattr(session, 'found'):
        return session.found
    client = session.client
    found = {
        'a': session.aes(128, (A.NAME, 'a'), (A.ACTIVATION_DATE, AHEAD)),
        'b': session.aes(256, (A.NAME, 'b'), (A.ACTIVATION_DATE, AHEAD + HOUR), (A.OBJECT_GROUP, 'team')),
        'c': session.create(
            (A.CRYPTOGRAPHIC_ALGORITHM, Algorithm.TRIPLE_DES),
            (A.CRYPTOGRAPHIC_LENGTH, 192),
            (A.CRYPTOGRAPHIC_USAGE_MASK, [U.ENCRYPT]),
            (A.NAME, 'c'),
        ),
        'd': client.register(pie.SecretData(b'secret', enums.SecretDataType.PASSWORD, [U.DERIVE_KEY], 'd')),
        'e': client.register(pie.X509Certificate(material.certificate(), [U.VERIFY], 'e')),
        'f': client.register(pie.OpaqueObject(os.urandom(9), enums.OpaqueDataType.NONE, 'f')),
    }
    found['g'], found['h'] = client.create_key_pair(
        Algorithm.RSA, 2048, public_name='g', public_usage_mask=[U.VERIFY], private_name='h', private_usage_mask=[U.SIGN]
    )
    client.activate(found['c'])
    client.activate(found['h'])
    client.revoke(enums.RevocationReasonCode.CESSATION_OF_OPERATION, found['h'])
    session.found = found
    return found


def letters(session, uids):
    letter = {uid: each for each, uid in objects_of(session).items()}
    return ''.join(sorted(letter.get(uid, f'({uid})') for uid in uids))


def by(label, wanted, *filters, **more):
    @check(f'Locate by {label}', who='finder')
    def run(session):
        objects_of(session)
        attributes = [session.attribute(*each) for each in filters]
        found = session.client.locate(attributes=attributes, **more)
        equal(letters(session, found), wanted, 'what was found')


by('nothing', 'abcdefgh')
by('name', 'b', (A.NAME, 'b'))
by('a name that nothing has', '', (A.NAME, 'nothing'))
for object_type, wanted in (
    (T.SYMMETRIC_KEY, 'abc'),
    (T.SECRET_DATA, 'd'),
    (T.CERTIFICATE, 'e'),
    (T.OPAQUE_DATA, 'f'),
    (T.PUBLIC_KEY, 'g'),
    (T.PRIVATE_KEY, 'h'),
):
    by(f'object type {object_type.name}', wanted, (A.OBJECT_TYPE, object_type))
by('algorithm AES', 'ab', (A.CRYPTOGRAPHIC_ALGORITHM, Algorithm.AES))
# A certificate has no Cryptographic Algorithm: so the test cases of OASIS have it (TC-132-12), against §3.4 of the standard.
by('algorithm RSA', 'egh', (A.CRYPTOGRAPHIC_ALGORITHM, Algorithm.RSA))
by('length', 'b', (A.CRYPTOGRAPHIC_LENGTH, 256))
by('state PRE_ACTIVE and object type', 'ab', (A.STATE, State.PRE_ACTIVE), (A.OBJECT_TYPE, T.SYMMETRIC_KEY))
by('state PRE_ACTIVE of a certificate', 'e', (A.STATE, State.PRE_ACTIVE), (A.OBJECT_TYPE, T.CERTIFICATE))
by('state ACTIVE', 'c', (A.STATE, State.ACTIVE))
by('state DEACTIVATED', 'h', (A.STATE, State.DEACTIVATED))
by('one usage', 'abc', (A.CRYPTOGRAPHIC_USAGE_MASK, [U.ENCRYPT]))
by('two usages at once', 'ab', (A.CRYPTOGRAPHIC_USAGE_MASK, [U.ENCRYPT, U.DECRYPT]))
by('object group', 'b', (A.OBJECT_GROUP, 'team'))
by('name and object type', 'd', (A.NAME, 'd'), (A.OBJECT_TYPE, T.SECRET_DATA))
by('name and another object type', '', (A.NAME, 'd'), (A.OBJECT_TYPE, T.SYMMETRIC_KEY))
by('algorithm and state', 'ab', (A.CRYPTOGRAPHIC_ALGORITHM, Algorithm.AES), (A.STATE, State.PRE_ACTIVE))
by('a date', 'a', (A.ACTIVATION_DATE, AHEAD))
by('a range of dates', 'ab', (A.ACTIVATION_DATE, AHEAD), (A.ACTIVATION_DATE, AHEAD + HOUR))
by('a range of dates with none in it', '', (A.ACTIVATION_DATE, AHEAD + 1), (A.ACTIVATION_DATE, AHEAD + 2))
by('storage status on-line', 'abcdefgh', storage_status_mask=1)
by('storage status archived', '', storage_status_mask=2)


@check('Locate by Initial Date', who='finder')
def _(session):
    wanted = ''.join(sorted(objects_of(session)))
    now = int(time.time())
    for start, end, due in ((now - 600, now + 600, wanted), (now - 1200, now - 600, ''), (now + 600, now + 1200, '')):
        dates = [session.attribute(A.INITIAL_DATE, each) for each in (start, end)]
        equal(letters(session, session.client.locate(attributes=dates)), due, f'what began {start - now}..{end - now}')


@check('Locate with Maximum Items', who='finder')
def _(session):
    objects_of(session)
    for maximum in (1, 3, 8, 9):
        equal(len(session.client.locate(maximum_items=maximum)), min(maximum, 8), 'the number found')


@check('Locate page by page', who='finder')
def _(session):
    objects_of(session)
    whole = session.client.locate()
    pages = [session.client.locate(maximum_items=3, offset_items=offset) for offset in (0, 3, 6, 9)]
    equal([len(page) for page in pages], [3, 3, 2, 0], 'the sizes of the pages')
    equal(sum(pages, []), whole, 'the pages together')
    equal(session.client.locate(offset_items=7), whole[7:], 'the last')


@check('Locate finds no object of another client', who='stranger')
def _(session):
    objects_of(session.others['finder'])
    equal(session.client.locate(), [], 'what was found')
    equal(session.client.locate(attributes=[session.attribute(A.NAME, 'a')]), [], 'what was found')


@check('Locate does not find what is destroyed', who='finder')
def _(session):
    objects_of(session)
    uid = session.aes(256, (A.NAME, 'gone'))
    name = [session.attribute(A.NAME, 'gone')]
    equal(session.client.locate(attributes=name), [uid], 'what was found')
    session.client.destroy(uid)
    true(uid not in session.client.locate(), 'it is not found without a filter')
