"""Checks a server with PyKMIP's clients, in one version of KMIP. Prints a JSON line for each check."""

import contextlib
import json
import logging
import sys
import warnings

warnings.simplefilter('ignore')
logging.disable(logging.CRITICAL)

import check_attributes  # noqa: E402, F401
import check_ciphers  # noqa: E402, F401
import check_derivation  # noqa: E402, F401
import check_lifecycle  # noqa: E402, F401
import check_locate  # noqa: E402, F401
import check_objects  # noqa: E402, F401
import check_refusals  # noqa: E402, F401
import check_server  # noqa: E402, F401
import check_signing  # noqa: E402, F401
from session import CHECKS, VERSIONS, Session  # noqa: E402


def main():
    settings = json.loads(sys.argv[1])
    version = VERSIONS.index(settings['version'])
    due = [each for each in CHECKS if VERSIONS.index(each[1]) <= version <= VERSIONS.index(each[2])]
    with contextlib.ExitStack() as stack:
        sessions = {who: stack.enter_context(Session(settings, who)) for who in ('owner', 'finder', 'stranger')}
        for session in sessions.values():
            session.settings = settings
            session.others = sessions
        for name, _since, _until, who, run in due:
            line = {'check': name}
            try:
                run(sessions[who])
            except Exception as problem:
                line['problem'] = f'{type(problem).__name__}: {problem}'
            print(json.dumps(line), flush=True)
    print(json.dumps({'checks': len(due)}), flush=True)


main()
