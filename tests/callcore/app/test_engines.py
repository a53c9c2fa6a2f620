from __future__ import annotations

from pathlib import Path

import pytest
import trio
import trio.testing

from callcore.app import engines
from callcore.desk.linkpipe import LinkPipe, open_link
from callcore.engines.host.server import HostError
from callcore.protocol.link import Beat, Ping
from callcore.shared.config import load
from callcore.shared.observe import log
from callcore.shared.settings import SETTINGS

SET = {"HOME": "/nowhere", "CALLCORE_DATA_DIR": "/data", "CALLCORE_CACHE_DIR": "/cache"}


class Host:
    """In place of the native engines: what it was told, and a way to play clients."""

    def __init__(self):
        self.settings = None
        self.clients = lambda _change: None

    async def serve(self, settings, *, beat=lambda: None, clients=lambda _change: None):
        self.settings, self.clients = settings, clients
        beat()
        await trio.sleep_forever()


@pytest.fixture
def host(monkeypatch):
    host = Host()
    monkeypatch.setattr(engines, "serve", host.serve)
    return host


def test_every_voice_of_the_settings_is_known_here():
    (tts,) = [setting for setting in SETTINGS if setting.name == "tts"]
    for name in tts.metadata["kind"].allowed.replace(",", " ").split():
        if name.isalpha() and name in ("auto", "hibari", "rhvoice"):
            assert name in engines.VOICES_OF


@pytest.mark.parametrize(
    ("tts", "voice"),
    [("google hibari", "hibari"), ("rhvoice auto", "rhvoice"), ("scripted", "auto")],
)
def test_the_first_offline_voice_of_a_ladder_is_loaded(tts, voice):
    more = {"CALLCORE_TTS": tts, "CALLCORE_GOOGLE_PROJECT": "p"}
    assert engines.voice_of(load(SET | more)) == voice


async def test_the_host_is_told_what_the_settings_say(autojump_clock, host):
    more = {"CALLCORE_TTS": "rhvoice", "CALLCORE_WHISPER_THREADS": "1"}
    with trio.move_on_after(1):
        await engines._serve(load(SET | more), None)
    settings = host.settings
    assert settings.socket == Path("/data/engines.sock")
    assert settings.models.cache == Path("/cache")
    assert (settings.models.tts, settings.models.whisper_threads) == ("rhvoice", 1)
    assert not settings.chaos


async def test_it_beats_for_its_supervisor_and_outlives_it_while_there_are_clients(
    host, monkeypatch
):
    ours, theirs = open_link()
    monkeypatch.setattr(LinkPipe, "from_fd", lambda _fd: LinkPipe(theirs))
    ended = trio.Event()

    async def serve():
        await engines._serve(load(SET), 7)
        ended.set()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(serve)
        with trio.fail_after(20):
            assert await anext(ours) == Beat(0, 0)
        host.clients(1)
        host.clients(1)
        host.clients(-1)
        ours.send(Ping())
        ours.close()
        await trio.testing.wait_all_tasks_blocked(0.1)
        assert not ended.is_set()
        host.clients(-1)
        with trio.fail_after(20):
            await ended.wait()
    theirs.close()


@pytest.mark.parametrize("arguments", [(), ("7",)])
def test_what_stops_the_start_is_one_sentence_and_code_one(
    monkeypatch, capsys, arguments
):
    async def serve(_config, fd):
        await trio.lowlevel.checkpoint()
        assert fd == (int(arguments[0]) if arguments else None)
        raise HostError("another engine process is running")

    monkeypatch.setattr(engines, "_serve", serve)
    monkeypatch.setattr(log, "setup", lambda *_: None)
    assert engines.run(load(SET), arguments) == 1
    assert capsys.readouterr().err == "callcore: another engine process is running\n"


def test_it_ends_well_when_it_is_sent_home(monkeypatch):
    async def serve(_config, _fd):
        await trio.lowlevel.checkpoint()

    monkeypatch.setattr(engines, "_serve", serve)
    monkeypatch.setattr(log, "setup", lambda *_: None)
    assert engines.run(load(SET), ()) == 0
