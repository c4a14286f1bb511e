"""Puts named keys into the database of a PyKMIP server, which takes minutes over the network.

python fill-pykmip.py DATABASE OWNER COUNT
"""

import os
import sys
import time

import sqlalchemy
from kmip.core import enums
from kmip.pie.objects import SymmetricKey
from sqlalchemy.orm import sessionmaker


def fill_database(database, owner, count):
    store = sqlalchemy.create_engine('sqlite:///' + database)
    with sessionmaker(bind=store)() as session:
        for i in range(count):
            key = SymmetricKey(enums.CryptographicAlgorithm.AES, 256, os.urandom(32), name='key-%d' % i)
            key._owner = owner
            key.initial_date = int(time.time())
            session.add(key)
        session.commit()


if __name__ == '__main__':
    fill_database(sys.argv[1], sys.argv[2], int(sys.argv[3]))
