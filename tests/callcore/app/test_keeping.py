from __future__ import annotations

import json
import wave

import trio
from prometheus_client import CollectorRegistry

from callcore.app.keeping import JOURNAL, Keeping
from callcore.shared.ids import new_call_id
from callcore.shared.observe.metrics import Metrics
from callcore.shared.records import Admission
from tests.kit.until import until


def keeping_in(folder, *, record=False):
    registry = CollectorRegistry()
    return Keeping(folder, Metrics(registry), record=record), registry


def admission():
    return Admission(new_call_id(), "+380671234567", "100", "en")


async def test_each_call_has_its_journal_which_counts_from_its_begin(
    autojump_clock, tmp_path
):
    keeping, _ = keeping_in(tmp_path)
    await trio.sleep(100)
    call = admission()
    journal = keeping.open_journal(call)
    await trio.sleep(2)
    journal.note("call:started", caller=call.caller)
    journal.close()
    text = (tmp_path / call.call_id / JOURNAL).read_text()
    assert json.loads(text)["t"] == 2.0
    assert "0671234567" not in text


async def test_what_one_caller_said_is_not_remembered_of_the_next(
    autojump_clock, tmp_path
):
    keeping, _ = keeping_in(tmp_path)
    one, other = admission(), admission()
    first, second = keeping.open_journal(one), keeping.open_journal(other)
    first.note("caller:said", text="my name is ada")
    second.note("caller:said", text="winter tyres")
    first.close()
    second.close()
    assert "winter tyres" in (tmp_path / other.call_id / JOURNAL).read_text()
    assert "winter" not in (tmp_path / one.call_id / JOURNAL).read_text()


async def test_what_cannot_be_kept_is_counted(autojump_clock, tmp_path):
    (tmp_path / "file").write_text("in the way")
    keeping, registry = keeping_in(tmp_path / "file")
    journal = keeping.open_journal(admission())
    journal.note("call:started")
    journal.close()
    assert registry.get_sample_value("callcore_journal_dropped_total") >= 1


async def test_nobody_is_recorded_unasked(autojump_clock, tmp_path):
    keeping, _ = keeping_in(tmp_path)
    assert keeping.open_recording(admission()) is None
    assert list(tmp_path.iterdir()) == []


async def test_a_recording_lies_beside_the_journal(tmp_path, nursery):
    keeping, _ = keeping_in(tmp_path, record=True)
    nursery.start_soon(keeping.run)
    call = admission()
    recording = keeping.open_recording(call)
    for n in range(10):
        recording.heard(b"\x01\x00" * 160, 10 * n)
        recording.spoke(b"\x02\x00" * 160, 10 * n)
    recording.finish()
    with trio.fail_after(20):  # a real thread writes it
        await recording.wait_saved()
    (path,) = (tmp_path / call.call_id).iterdir()
    with wave.open(str(path)) as found:
        assert found.getnchannels() == 2
        assert found.getnframes() >= 1600


async def test_who_else_wants_the_records_is_told_them_masked(autojump_clock, tmp_path):
    told = []
    keeping = Keeping(
        tmp_path,
        Metrics(CollectorRegistry()),
        record=False,
        teller=lambda call: lambda record: told.append((call.call_id, record)),
    )
    call = admission()
    journal = keeping.open_journal(call)
    journal.note("caller:said", text="it is 067 123 45 67")
    assert told == [
        (call.call_id, {"t": 0.0, "event": "caller:said", "text": "it is [PHONE]"})
    ]


async def test_a_recording_is_told_of_when_it_is_complete_and_once(tmp_path):
    told = []
    keeping = Keeping(
        tmp_path,
        Metrics(CollectorRegistry()),
        record=True,
        recorded=lambda call_id, recording: told.append((call_id, recording)),
    )
    early, late, empty = admission(), admission(), admission()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(keeping.run)
        opened = [keeping.open_recording(call) for call in (empty, early, late)]
        nothing, *recordings = [each for each in opened if each is not None]
        nothing.finish()
        for recording in recordings:
            for n in range(10):
                recording.heard(b"\x01\x00" * 160, 10 * n)
        recordings[0].finish()
        await until(lambda: told)  # a real thread writes it
        nursery.cancel_scope.cancel(reason="the worker leaves")
    assert [call_id for call_id, _ in told] == [early.call_id, late.call_id]
    for _, recording in told:
        assert recording.path.stat().st_size > recording.written_bytes > 0
