"""Runs PyKMIP's server on a port that is free, prints the port, and serves until its input ends."""

import json
import logging
import multiprocessing
import os
import sys
import threading
import warnings

warnings.simplefilter('ignore')

from kmip.services.server import KmipServer  # noqa: E402


def main():
    settings = json.loads(sys.argv[1])
    server = KmipServer(
        hostname='127.0.0.1',
        port=1,
        certificate_path=settings['cert'],
        key_path=settings['key'],
        ca_path=settings['ca'],
        auth_suite='TLS1.2',
        config_path=None,
        log_path=settings['log'],
        policy_path=settings['policies'],
        enable_tls_client_auth=True,
        logging_level='WARNING',
        live_policies=False,
        database_path=settings['database'],
    )
    # Its settings refuse 0, the port that means any.
    server.config.settings['port'] = 0
    server.start()
    print(json.dumps({'port': server._socket.getsockname()[1]}), flush=True)

    def leave():
        sys.stdin.read()
        for child in multiprocessing.active_children():
            child.kill()
        os._exit(0)

    threading.Thread(target=leave, daemon=True).start()
    logging.getLogger('kmip').setLevel(logging.WARNING)
    server.serve()


if __name__ == '__main__':
    if 'fork' in multiprocessing.get_all_start_methods():
        multiprocessing.set_start_method('fork')
    main()
