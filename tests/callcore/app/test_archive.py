"""The composition root of the archive process; tests/callcore/archive/test_run runs it."""

from __future__ import annotations

import os
from contextlib import suppress

import pytest
import trio

from callcore.app import archive
from callcore.desk.linkpipe import LinkPipe, open_link
from callcore.protocol.link import Beat
from callcore.shared.config import load
from callcore.shared.observe import log
from callcore.shared.spool.reader import open_reader
from callcore.shared.state.names import OPERATOR_HANDOVER
from callcore.shared.state.port import EventDraft
from tests.kit.keys import DATA_KEYS

SET = {
    "HOME": "/nowhere",
    "CALLCORE_DATABASE_URL": "postgresql:///none?host=/nowhere",
    "CALLCORE_DATA_KEYS": DATA_KEYS,
}


def config_of(tmp_path, **more):
    return load(SET | {"CALLCORE_DATA_DIR": str(tmp_path), **more})


@pytest.fixture(autouse=True)
def quiet(monkeypatch):
    monkeypatch.setattr(log, "setup", lambda *_: None)
    monkeypatch.setattr(os, "nice", lambda _: 0)


def test_without_a_database_it_says_so(tmp_path, capsys):
    config = load({"HOME": "/nowhere", "CALLCORE_DATA_DIR": str(tmp_path)})
    assert archive.run(config, ()) == 2
    assert "CALLCORE_DATABASE_URL" in capsys.readouterr().err


def test_the_plan_says_what_the_settings_say(tmp_path):
    more = {
        "CALLCORE_SPOOL_MB": "9",
        "CALLCORE_RECORDINGS_AS": "wav",
        "CALLCORE_KEEP_RECORDINGS_DAYS": "3",
        "CALLCORE_KEEP_TRANSCRIPTS_DAYS": "4",
    }
    plan = archive.plan_of(config_of(tmp_path, **more))
    assert (plan.spool_bytes, plan.suffix) == (9_000_000, "wav")
    assert (plan.policy.recordings_days, plan.policy.transcripts_days) == (3, 4)
    assert plan.home == archive.plan_of(config_of(tmp_path)).home


def test_a_second_one_on_the_same_spools_says_so(tmp_path, capsys):
    with open_reader(tmp_path / "spool"):
        assert archive.run(config_of(tmp_path), ()) == 1
    assert capsys.readouterr().err.count("another archive process") == 1


def test_a_folder_that_cannot_be_used_is_one_sentence(tmp_path, capsys):
    (tmp_path / "spool").write_text("a file")
    assert archive.run(config_of(tmp_path), ()) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.integration
async def test_it_beats_for_its_supervisor_and_ends_with_it(tmp_path):
    ours, theirs = open_link()
    link = LinkPipe.from_fd(theirs.detach())
    with trio.fail_after(30), open_reader(tmp_path / "spool") as reader:
        async with trio.open_nursery() as nursery:
            config = config_of(tmp_path)
            plan = archive.plan_of(config)
            nursery.start_soon(archive.serve, config, plan, reader, link)
            assert await anext(aiter(ours)) == Beat(0, 0)
            ours.close()
    assert not (tmp_path / "archive.json").exists()
    link.close()


async def test_without_redis_there_is_no_board():
    async with archive.open_board("") as board:
        assert board is None


async def test_with_redis_the_last_word_is_published_too(autojump_clock, monkeypatch):
    from callcore.shared.state.memory import MemoryState

    state = MemoryState(lambda: 5.0)

    class Opened:
        async def __aenter__(self):
            return state

        async def __aexit__(self, *_exc):
            return None

    monkeypatch.setattr(archive, "open_state", lambda _url: Opened())
    async with archive.open_board("redis://x") as board:
        assert board is not None
        head = await state.head()
        board.note(EventDraft(OPERATOR_HANDOVER, 5.0, "", {"status": "ANSWER"}))
    with suppress(StopIteration):
        (event,) = await state.events_after(head, 10)
        assert event.name == OPERATOR_HANDOVER
