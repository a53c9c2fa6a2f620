from __future__ import annotations

import json
import os
import resource
import signal

import pytest

from callcore.shared.observe import events
from callcore.shared.observe.journal import FileJournal, MemoryJournal
from callcore.shared.observe.pii import Sanitizer


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture(params=["file", "memory"])
def kept(request, tmp_path):
    """A journal of each kind, its clock, and a function that reads it back."""
    clock = Clock()
    if request.param == "memory":
        memory = MemoryJournal(clock, Sanitizer())
        yield memory, clock, lambda: memory.records
        return
    path = tmp_path / "deep" / "call.jsonl"
    file = FileJournal(path, clock, Sanitizer())
    yield file, clock, lambda: [json.loads(x) for x in path.read_bytes().splitlines()]
    file.close()


def test_events_come_back_in_order_with_their_times(kept):
    journal, clock, read = kept
    journal.note(events.CALL_STARTED, did="4000", language="uk")
    clock.now = 1.23456
    journal.note(events.CALL_ENDED, next="end", turns=0)
    assert read() == [
        {"t": 0.0, "event": "call:started", "did": "4000", "language": "uk"},
        {"t": 1.235, "event": "call:ended", "next": "end", "turns": 0},
    ]


def test_the_caller_is_never_named(kept):
    journal, _, read = kept
    journal.note(events.CALL_STARTED, caller="380671234567", did="4000")
    journal.note(events.TOOL_CALLED, arguments={"phone": "+380671234567"})
    journal.note(events.CALLER_SAID, turn=1, text="write to ann@example.com")
    text = json.dumps(read())
    assert "671234567" not in text
    assert "ann" not in text


def test_a_number_dictated_over_turns_is_found_whatever_partials_came_between(kept):
    journal, _, read = kept
    journal.note(events.AGENT_SAID, turn=1, text="What is your phone number?")
    for _ in range(10):
        journal.note(events.CALLER_PARTIAL, turn=2, text="it is")
    journal.note(events.CALLER_SAID, turn=2, text="zero six seven")
    journal.note(events.CALLER_PARTIAL, turn=3, text="one two")
    journal.note(events.CALLER_SAID, turn=3, text="one two three")
    said = [r["text"] for r in read() if r["event"] == events.CALLER_SAID]
    assert said == ["[PHONE]", "[PHONE]"]
    assert read()[-2]["text"] == "[PHONE]"


def test_odd_text_is_kept_as_one_line(kept):
    journal, _, read = kept
    journal.note(events.CALLER_SAID, turn=1, text="a\nb\ud800\u2028\x00")
    assert len(read()) == 1


def test_the_file_is_for_its_owner_only_and_grows_by_appending(tmp_path):
    path = tmp_path / "call.jsonl"
    for _ in range(2):
        journal = FileJournal(path, Clock(), Sanitizer())
        journal.note(events.CALL_STARTED)
        journal.close()
        journal.close()
    assert len(path.read_text().splitlines()) == 2
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_long_call_stops_filling_the_disk(tmp_path):
    drops = []
    path = tmp_path / "call.jsonl"
    journal = FileJournal(
        path, Clock(), Sanitizer(), on_drop=lambda: drops.append(1), most_bytes=1000
    )
    for _ in range(100):
        journal.note(events.CALLER_SAID, turn=1, text="hello")
    journal.close()
    assert path.stat().st_size <= 1000
    assert len(drops) == journal.dropped > 50


def test_memory_keeps_the_newest():
    journal = MemoryJournal(Clock(), Sanitizer(), most=3)
    for turn in range(10):
        journal.note(events.CALL_TURN, turn=turn)
    assert [record["turn"] for record in journal.records] == [7, 8, 9]


def test_a_full_disk_is_counted_told_once_and_forgiven(tmp_path, caplog):
    path = tmp_path / "call.jsonl"
    journal = FileJournal(path, Clock(), Sanitizer())
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
        journal.note(events.CALL_STARTED)
        journal.note(events.CALL_STARTED)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, old)
    journal.note(events.CALL_ENDED)
    journal.close()
    assert journal.dropped == 2
    assert [record.message for record in caplog.records] == ["journal dropped"]
    assert json.loads(path.read_text())["event"] == "call:ended"


def test_a_folder_that_cannot_be_made_drops_everything_and_raises_nothing(tmp_path):
    (tmp_path / "file").write_text("")
    journal = FileJournal(tmp_path / "file" / "x" / "y", Clock(), Sanitizer())
    journal.note(events.CALL_STARTED)
    assert journal.dropped == 2
    journal.close()


def test_no_descriptor_stays_open(tmp_path):
    before = len(os.listdir("/proc/self/fd"))
    for number in range(50):
        FileJournal(tmp_path / str(number), Clock(), Sanitizer()).close()
    assert len(os.listdir("/proc/self/fd")) == before


def test_whom_an_order_is_for_is_kept_nowhere():
    journal = MemoryJournal(lambda: 0.0, Sanitizer())
    given = {
        "lines": [{"product_id": "t1", "quantity": 4}],
        "name": "Iryna Koval",
        "place": "Khreshchatyk 22",
        "phone": "0671234567",
    }
    journal.note("tool:called", tool="create_order", arguments=json.dumps(given))
    kept = json.loads(str(journal.records[0]["arguments"]))
    assert kept["lines"] == given["lines"]
    assert (kept["name"], kept["place"], kept["phone"]) == (
        "[PERSON]",
        "[ADDRESS]",
        "[PHONE]",
    )


@pytest.mark.parametrize("garbage", ["{", "[]", "7", "[" * 5000, "", "\ud800"])
def test_arguments_that_are_no_object_are_only_masked(garbage):
    journal = MemoryJournal(lambda: 0.0, Sanitizer())
    journal.note("tool:called", tool="x", arguments=garbage)
    assert journal.records


@pytest.mark.parametrize(
    ("event", "key"), [(events.AGENT_SAID, "planned"), (events.AGENT_UNSAID, "text")]
)
def test_what_was_planned_and_not_said_is_masked_and_changes_nothing(kept, event, key):
    journal, _, read = kept
    journal.note(event, turn=1, **{key: "What is your phone number? 067 123 45 67."})
    journal.note(events.CALLER_SAID, turn=2, text="one two three")
    record, said = read()
    assert "45" not in record[key]
    assert said["text"] == "one two three"  # nobody has asked for a number
