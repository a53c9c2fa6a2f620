"""A server of the test's own, that may be killed, frozen, filled or made a replica."""

from __future__ import annotations

import signal
from contextlib import contextmanager

import redis

from callcore.shared.embedded.valkey import EmbeddedValkey


@contextmanager
def own_server(folder, *, port=0, **settings):
    """Yield a running server with what its faults need."""
    named = {name.replace("_", "-"): value for name, value in settings.items()}
    server = EmbeddedValkey(folder, port=port, settings=named)
    server.start()
    try:
        yield server
    finally:
        if server.process.is_running:
            server.process.signal(signal.SIGCONT)
        server.stop()


@contextmanager
def asked(server):
    """Yield a plain client of a server."""
    with redis.Redis.from_url(server.url) as client:
        yield client


@contextmanager
def frozen(server):
    """Stop a server in the middle of whatever it does."""
    server.process.signal(signal.SIGSTOP)
    try:
        yield
    finally:
        server.process.signal(signal.SIGCONT)
