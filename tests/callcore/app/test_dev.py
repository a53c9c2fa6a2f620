"""``callcore dev`` keeps two programs running and stops them in order."""

from __future__ import annotations

import os
import signal
import stat
import sys

import pytest
import trio

from callcore.app import dev
from callcore.app.dev import Programs, live, programs_of, signing_key
from callcore.app.embedding import Urls
from callcore.shared.config import load
from tests.kit.keys import DATA_KEYS

pytestmark = pytest.mark.integration
URLS = Urls("postgresql://d", "redis://r")


def python(code):
    return [sys.executable, "-c", code]


def waits(mark):
    """Return a program that says it has begun, and says when it is asked to end."""
    return python(
        "import pathlib, signal, sys, time\n"
        f"mark = pathlib.Path({str(mark)!r})\n"
        "def end(*_):\n"
        "    mark.write_text('ended'); sys.exit(7)\n"
        "signal.signal(signal.SIGTERM, end)\n"
        "mark.write_text('begun')\n"
        "time.sleep(60)\n"
    )


async def said(mark, text):
    with trio.fail_after(20):
        while not mark.exists() or mark.read_text() != text:  # noqa: ASYNC110
            await trio.sleep(0.02)


def house(callcore, adminapi):
    return Programs(callcore, adminapi, dict(os.environ), 1.0)


async def test_a_signal_ends_callcore_and_then_the_admin_api(tmp_path):
    calls, admin = tmp_path / "calls", tmp_path / "admin"
    codes = []

    async def run():
        codes.append(await live(house(waits(calls), waits(admin))))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(run)
        await said(calls, "begun")
        await said(admin, "begun")
        os.kill(os.getpid(), signal.SIGTERM)
    assert codes == [7]
    assert (calls.read_text(), admin.read_text()) == ("ended", "ended")


async def test_an_admin_api_that_dies_is_started_again(tmp_path, monkeypatch):
    monkeypatch.setattr(dev, "AGAIN_S", 0.01)
    counted = tmp_path / "counted"
    dies = python(f"open({str(counted)!r}, 'a').write('x')")
    async with trio.open_nursery() as nursery:
        nursery.start_soon(live, house(waits(tmp_path / "calls"), dies))
        with trio.fail_after(30):
            while not counted.exists() or len(counted.read_text()) < 3:  # noqa: ASYNC110
                await trio.sleep(0.02)
        nursery.cancel_scope.cancel(reason="seen")


async def test_a_callcore_that_does_not_end_is_killed_at_the_second_signal(tmp_path):
    deaf = python(
        "import pathlib, signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"pathlib.Path({str(tmp_path / 'deaf')!r}).write_text('begun')\n"
        "time.sleep(60)"
    )
    codes = []

    async def run():
        codes.append(await live(house(deaf, [])))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(run)
        await said(tmp_path / "deaf", "begun")
        os.kill(os.getpid(), signal.SIGTERM)
        await trio.testing.wait_all_tasks_blocked(0.1)
        os.kill(os.getpid(), signal.SIGINT)
    assert codes == [-signal.SIGKILL]


def test_both_programs_are_told_of_the_same_servers_and_what_the_user_set_stays(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("ADMINAPI_SIGNING_KEY", "of the user")
    config = load({"CALLCORE_DATA_DIR": str(tmp_path)})
    told = programs_of(config, URLS).environment
    assert (
        told["CALLCORE_DATABASE_URL"] == told["ADMINAPI_DATABASE_URL"] == URLS.database
    )
    assert told["CALLCORE_REDIS_URL"] == told["ADMINAPI_REDIS_URL"] == URLS.redis
    assert told["ADMINAPI_SIGNING_KEY"] == "of the user"
    assert programs_of(config, URLS, admin=False).adminapi == []


def test_a_data_key_is_made_once_for_both_programs_unless_there_is_one(tmp_path):
    folder = {"CALLCORE_DATA_DIR": str(tmp_path)}
    told = programs_of(load(folder), URLS).environment
    made = (tmp_path / "data.key").read_text().strip()
    assert told["CALLCORE_DATA_KEYS"] == told["ADMINAPI_DATA_KEYS"] == made
    given = load({**folder, "CALLCORE_DATA_KEYS": DATA_KEYS})
    told = programs_of(given, URLS).environment
    assert told["CALLCORE_DATA_KEYS"] == told["ADMINAPI_DATA_KEYS"] == DATA_KEYS


def test_the_signing_key_is_made_once_and_is_private(tmp_path):
    path = tmp_path / "adminapi.key"
    key = signing_key(path)
    assert len(key) == 64
    assert signing_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_unknown_argument_is_refused(capsys):
    assert dev.run(load({}), ["--now"]) == 2
    assert "usage" in capsys.readouterr().err
