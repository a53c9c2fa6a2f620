"""What other releases wrote can be read, whatever it is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.state import records
from callcore.shared.state.port import (
    Command,
    Cursor,
    EventDraft,
    LiveCall,
    Reply,
    WorkerState,
)

# As release 1 wrote them. A release that cannot read these loses the live view of its
# elders while workers are replaced; do not edit, add the next schema's beside them.
CALL_1 = {
    b"v": b"1", b"call_id": b"c-1", b"worker": b"h:w:1", b"started_s": b"1700000000.25",
    b"caller": b"+380\xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa267", b"did": b"100", b"language": b"uk",
    b"state": b"listening", b"turn": b"3", b"said_caller": b"\xd1\x82\xd0\xb0\xd0\xba",
    b"said_agent": b"", b"turn_ms": b"900", b"worst_turn_ms": b"1200", b"stt_arm": b"a",
    b"prompt": b"p1", b"cost_micros": b"41", b"degraded": b"", b"order_id": b"7",
    b"updated_s": b"1700000001.0",
}  # fmt: skip
WORKER_1 = {
    b"v": b"1", b"worker": b"h:w:1", b"load": b"2", b"capacity": b"8", b"draining": b"1",
    b"version": b"0.1.0", b"address": b"h:9092", b"http": b"h:8080", b"beat_s": b"5.5",
    b"health": b'{"stt":"a human"}',
}  # fmt: skip
EVENT_1 = b'{"v":1,"name":"call:turn","at_s":1.5,"call_id":"c-1","fields":{"turn":3,"who":"\\u0442"}}'  # fmt: skip
COMMAND_1 = b'{"v":1,"command_id":"k","name":"say","call_id":"c-1","by":"u","until_s":9.5,"arguments":{"text":"\\u0442"}}'  # fmt: skip
REPLY_1 = b'{"v":1,"command_id":"k","result":"done","fields":{"address":"h:1"}}'

CALL = LiveCall(
    "c-1", "h:w:1", 1700000000.25, caller="+380•••67", did="100", language="uk",
    state="listening", turn=3, said_caller="так", turn_ms=900, worst_turn_ms=1200,
    stt_arm="a", prompt="p1", cost_micros=41, order_id="7", updated_s=1700000001.0,
)  # fmt: skip
WORKER = WorkerState("h:w:1", 2, 8, True, "0.1.0", "h:9092", "h:8080", 5.5, {"stt": "a human"})  # fmt: skip
DRAFT = EventDraft("call:turn", 1.5, "c-1", {"turn": 3, "who": "т"})
COMMAND = Command("k", "say", "c-1", "u", 9.5, {"text": "т"})
REPLY = Reply("k", "done", {"address": "h:1"})
CURSOR = Cursor("e", 1)

read = {
    "call": records.call_untrusted,
    "worker": records.worker_untrusted,
}


def encoded(fields):
    return {name.encode(): value for name, value in fields.items()}


def test_this_release_writes_what_it_always_wrote():
    assert encoded(records.call_hash(CALL)) == CALL_1
    assert encoded(records.worker_hash(WORKER)) == WORKER_1
    assert records.event_bytes(DRAFT) == EVENT_1
    assert records.command_bytes(COMMAND) == COMMAND_1
    assert records.reply_bytes(REPLY) == REPLY_1


def test_this_release_reads_what_was_written():
    assert records.call_untrusted(CALL_1) == CALL
    assert records.worker_untrusted(WORKER_1) == WORKER
    event = records.event_untrusted(CURSOR, EVENT_1)
    assert (event.name, event.at_s, event.call_id) == ("call:turn", 1.5, "c-1")
    assert event.fields == DRAFT.fields
    assert records.command_untrusted(COMMAND_1) == COMMAND
    assert records.reply_untrusted(REPLY_1) == REPLY


def test_fields_of_a_later_release_are_ignored():
    assert records.call_untrusted({**CALL_1, b"mood": b"fine"}) == CALL
    later = {**json.loads(COMMAND_1), "mood": "fine"}
    assert records.command_untrusted(json.dumps(later).encode()) == COMMAND


def test_fields_that_an_elder_did_not_write_have_their_defaults():
    elder = {key: CALL_1[key] for key in (b"v", b"call_id", b"worker", b"started_s")}
    assert records.call_untrusted(elder) == LiveCall("c-1", "h:w:1", 1700000000.25)


def test_a_record_that_we_must_not_read_is_left_out():
    assert records.call_untrusted({**CALL_1, b"v": b"2"}) is None
    assert records.command_untrusted(COMMAND_1.replace(b'"v":1', b'"v":2')) is None
    assert records.reply_untrusted(REPLY_1.replace(b'"v":1', b'"v":2')) is None
    event = records.event_untrusted(CURSOR, EVENT_1.replace(b'"v":1', b'"v":2'))
    assert (event.cursor, event.name) == (CURSOR, "")


def test_a_command_of_a_later_release_is_not_obeyed():
    assert records.command_untrusted(COMMAND_1.replace(b"say", b"sing")) is None


@pytest.mark.parametrize("field", [b"v", b"call_id", b"started_s"])
def test_a_call_without_what_it_needs_is_none(field):
    rest = {name: value for name, value in CALL_1.items() if name != field}
    assert records.call_untrusted(rest) is None


@given(st.dictionaries(st.sampled_from(list(CALL_1)), st.binary(max_size=20)))
def test_no_hash_raises(fields):
    for one in read.values():
        one({**CALL_1, **fields})
        one({**WORKER_1, **fields})


@given(st.binary() | st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)).map(lambda found: json.dumps(found).encode()))  # fmt: skip
def test_no_line_raises(data):
    records.event_untrusted(CURSOR, data)
    records.command_untrusted(data)
    records.reply_untrusted(data)


@given(st.text(), st.text())
def test_no_text_raises_or_breaks_a_line(name, text):
    line = records.event_bytes(EventDraft(name, 1.0, text, {text: name}))
    assert b"\n" not in line
    assert line.isascii()
    records.call_hash(LiveCall(name, text, 1.0, said_agent=text))


def test_what_is_too_long_is_cut():
    assert len(records.call_hash(LiveCall("a", "w", 1.0, said_agent="я" * 9_999))["said_agent"]) == 2_000  # fmt: skip
    line = records.event_bytes(EventDraft("x", 1.0, "c" * 9_999, {"t": "я" * 99_999}))
    assert len(line) < 2_000
    assert records.event_untrusted(CURSOR, line).fields == {"cut": True}


def test_a_field_that_is_no_json_costs_only_the_fields():
    loop: Any = {}
    loop["itself"] = loop
    bad: list[Any] = [{"x": object()}, loop]
    for fields in bad:
        event = records.event_untrusted(CURSOR, records.event_bytes(EventDraft("x", 1.0, "c", fields)))  # fmt: skip
        assert (event.name, event.fields) == ("x", {"cut": True})
