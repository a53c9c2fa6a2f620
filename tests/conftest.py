"""What holds for tests in every folder."""

from __future__ import annotations

import gc

import pytest

from tests.kit.servers import (  # noqa: F401 - fixtures for everybody
    database_url,
    empty_database_url,
    postgres_server,
    redis_url,
    valkey_server,
)

STANDIN = "standin"  # the fixture's name, and the marker of who uses it


VENDORS = tuple(f"tests/callcore/engines/{room}/" for room in ("stt", "tts", "llm", "vendors"))  # fmt: skip


ROOMS = ("database", "embedded", "spool", "state", "recordings")
OFFICE = (
    "tests/adminapi/",
    "tests/callcore/archive/",
    *(f"tests/callcore/shared/{room}/" for room in ROOMS),
)
SERVERS = {"database_url", "empty_database_url", "redis_url", STANDIN}


def pytest_collection_modifyitems(items):
    """Mark what talks to a server of its own on loopback: it may run beside others."""
    for item in items:
        at_home = item.nodeid.startswith((*VENDORS, *OFFICE)) and on_sockets(item)
        if at_home or SERVERS & set(getattr(item, "fixturenames", ())):
            item.add_marker(STANDIN)


def on_sockets(item):
    """Say whether it uses real sockets, and no speech model."""
    return item.get_closest_marker("integration") and not item.get_closest_marker(
        "native"
    )


@pytest.fixture(autouse=True)
def collect_at_home(request):
    """Keep the collector out of the stand-in's thread while a test runs.

    It runs wherever memory is asked for, and a generator of the test's loop that is
    finalised in another thread raises there. What a test leaves is still collected, by
    the thread that made it.
    """
    if STANDIN not in request.fixturenames:
        yield
        return
    gc.disable()
    yield
    gc.enable()
    gc.collect(0)
