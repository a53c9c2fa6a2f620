from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import trio
from prometheus_client import CollectorRegistry

from callcore.app.keeping import Keeping
from callcore.app.office import Office, Relay
from callcore.shared.ids import CallId
from callcore.shared.observe.metrics import Metrics
from callcore.shared.records import Admission
from callcore.shared.spool.port import MemorySpool
from callcore.shared.state.port import EventDraft, LiveCall

CALL = Admission(CallId("c1"), "+380671234567", "100", "uk")


class Board:
    def __init__(self, dropped=0, down_s=0.0):
        self.drafts, self.calls, self.dropped, self.down_s = [], {}, dropped, down_s

    def note(self, draft):
        self.drafts.append(draft)

    def put(self, call):
        self.calls[call.call_id] = call

    def drop(self, call_id):
        del self.calls[call_id]

    async def run(self):
        raise AssertionError


def office(spool=None):
    registry = CollectorRegistry()
    made = Office(
        "host:w1:7", Metrics(registry), lambda: 1_000_000.0, spool or MemorySpool()
    )
    return made, registry


async def test_what_the_journal_notes_reaches_file_spool_and_board_once_masked(
    autojump_clock, tmp_path
):
    made, _ = office()
    board = Board()
    made.relay.use(board)
    made.tell_cost(CALL.call_id, lambda: 77)
    keeping = Keeping(tmp_path, made.metrics, record=False, teller=made.teller)
    journal = keeping.open_journal(CALL)
    journal.note("call:started", caller=CALL.caller)
    journal.note("caller:said", text="it is 067 123 45 67")
    journal.note("call:turn", turn=1, total_ms=5.0)
    journal.close()
    assert board.calls["c1"].said_caller == "it is [PHONE]"
    assert board.calls["c1"].cost_micros == 77
    spooled = cast("MemorySpool", made.spool).records
    assert [kind for kind, _ in spooled][:2] == ["call.opened", "call.event"]
    assert "it is [PHONE]" in str(spooled)
    assert "it is [PHONE]" in (tmp_path / "c1" / "events.jsonl").read_text()
    assert made.costs == {}


class Broken:
    def put(self, _kind, _body):
        raise RuntimeError("a bug in the spool")


async def test_a_bug_in_the_office_is_counted_and_the_call_goes_on(
    autojump_clock, tmp_path
):
    made, registry = office(Broken())
    board = Board()
    made.relay.use(board)
    keeping = Keeping(tmp_path, made.metrics, record=False, teller=made.teller)
    journal = keeping.open_journal(CALL)
    journal.note("call:started")
    journal.note("call:state", state="listening")
    assert board.calls["c1"].state == "listening"
    failures = registry.get_sample_value(
        "callcore_side_failures_total", {"task": "records"}
    )
    assert failures == 2
    assert len((tmp_path / "c1" / "events.jsonl").read_text().splitlines()) == 2


def test_a_recording_that_is_complete_is_on_its_way_to_the_archive():
    made, _ = office()
    recording: Any = SimpleNamespace(path=Path("/d/c1/r.wav"), written_bytes=64_000)
    made.recorded(CallId("c1"), recording)
    assert cast("MemorySpool", made.spool).records == [
        (
            "recording",
            {
                "call_id": "c1",
                "name": "1970-01-12/c1.opus",
                "path": "/d/c1/r.wav",
                "ms": 2000,
            },
        )
    ]


def test_a_board_that_comes_later_is_told_of_the_calls_that_live():
    relay, first, second = Relay(), Board(dropped=3, down_s=2.0), Board(dropped=1)
    relay.note(EventDraft("call:line", 1.0))  # nobody takes it yet
    relay.put(LiveCall("c1", "w", 1.0))
    relay.put(LiveCall("c2", "w", 1.0))
    relay.use(first)
    relay.drop("c1")
    assert (set(first.calls), relay.dropped, relay.down_s) == ({"c2"}, 3, 2.0)
    relay.use(second)
    assert set(second.calls) == {"c2"}
    assert (relay.dropped, relay.down_s) == (4, 0.0)
    relay.note(EventDraft("call:line", 1.0))
    assert (len(first.drafts), len(second.drafts)) == (0, 1)


async def test_without_a_board_nobody_waits_for_one(autojump_clock):
    relay, began_s = Relay(), trio.current_time()
    await relay.wait_told()
    assert trio.current_time() == began_s
    relay.use(Board())
    await relay.wait_told()
    assert trio.current_time() - began_s >= 0.5
