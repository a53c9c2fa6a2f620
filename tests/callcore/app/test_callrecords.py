from __future__ import annotations

from callcore.app.callrecords import CallRecords
from callcore.shared.ids import CallId
from callcore.shared.observe.journal import FileJournal, Record
from callcore.shared.observe.pii import Sanitizer
from callcore.shared.records import Admission
from callcore.shared.spool.port import KINDS, MemorySpool
from tests.kit.keys import RING

CALL = Admission(CallId("c1"), "+380671234567", "100", "uk")


def journal_in(folder, spool, ring=RING):
    records = CallRecords(spool, "host:w1:7", CALL, lambda: 1000.5, ring)
    return FileJournal(folder / "e.jsonl", lambda: 1.25, Sanitizer(), tell=records.tell)


def noted(tmp_path):
    spool = MemorySpool()
    journal = journal_in(tmp_path, spool)
    journal.note(
        "call:started", caller=CALL.caller, did="100", prompt="v2", prompt_sha="ab"
    )
    journal.note("caller:speech", on=True)
    journal.note("caller:partial", text="my num")
    journal.note("caller:said", text="call me on 067 123 45 67")
    journal.note("agent:saying", turn=1, text="Yes")
    journal.note("agent:said", turn=1, text="Yes.", cut=False)
    journal.note("call:ended", next="end", reason="goodbye", duration_s=12.3456)
    return spool.records


def test_a_call_is_opened_told_and_closed_in_order(tmp_path):
    records = noted(tmp_path)
    assert [kind for kind, _ in records] == [
        "call.opened",
        "call.event",
        "call.event",
        "call.event",
        "call.event",
        "call.closed",
    ]
    assert {kind for kind, _ in records} <= KINDS
    first = dict(records[0][1])
    sealed = first.pop("sealed")
    assert RING.open(sealed, "call_callers/c1") == CALL.caller
    assert first == {
        "call_id": "c1",
        "at": 1000.5,
        "worker": "host:w1:7",
        "mark": RING.marks.whole(CALL.caller),
        "marks": RING.marks.prefixes(CALL.caller),
        "did": "100",
        "language": "uk",
        "prompt": "v2",
        "prompt_sha": "ab",
        "stt_arm": "",
    }
    closed = {"call_id": "c1", "at": 1000.5, "next": "end", "reason": "goodbye"}
    assert records[-1][1] == closed | {"duration_ms": 12346}


def test_events_are_numbered_without_gaps_and_partials_are_left_out(tmp_path):
    events = [body for kind, body in noted(tmp_path) if kind == "call.event"]
    assert [body["seq"] for body in events] == [1, 2, 3, 4]
    assert [body["event"] for body in events] == [
        "call:started",
        "caller:said",
        "agent:said",
        "call:ended",
    ]
    assert events[2]["fields"] == {"turn": 1, "text": "Yes.", "cut": False}
    assert events[2]["t"] == 1.25


def test_the_number_is_in_clear_nowhere(tmp_path):
    told = str(noted(tmp_path))
    assert "671234567" not in told
    assert "67 123" not in told


def test_without_a_ring_and_without_a_number_there_is_nothing_of_the_caller(tmp_path):
    spool = MemorySpool()
    journal_in(tmp_path, spool, ring=None).note("call:started")
    withheld = Admission(CallId("c2"), "", "100", "uk")
    CallRecords(spool, "w", withheld, lambda: 0.0, RING).tell(
        Record({"t": 0.0, "event": "call:started"})
    )
    opened = [body for kind, body in spool.records if kind == "call.opened"]
    assert len(opened) == 2
    assert not any(
        {"sealed", "mark", "marks", "caller"} & body.keys() for body in opened
    )


def test_a_spool_that_takes_no_more_ends_no_call(tmp_path):
    journal = journal_in(tmp_path, MemorySpool(most=1))
    journal.note("call:started")
    journal.note("call:ended", duration_s="odd")
    assert len((tmp_path / "e.jsonl").read_text().splitlines()) == 2
