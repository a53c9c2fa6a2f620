"""Recordings on their way into the archive; book and archive in memory, in virtual time."""

from __future__ import annotations

import json
import logging
import uuid

import pytest
import trio

from callcore.archive import keep as keep_module
from callcore.archive.duebook import Due
from callcore.archive.figures import Figures
from callcore.archive.keep import WORKSHOP, RecordingKeeper
from callcore.shared.database.errors import DatabaseDown
from callcore.shared.offload import run_inline
from callcore.shared.recordings.memory import MemoryRecordings
from tests.callcore.archive.records import AT_S
from tests.callcore.archive.sounds import a_wav


class FakeBook:
    def __init__(self) -> None:
        self.waiting: list[Due] = []
        self.done: list[tuple[Due, str, int]] = []
        self.late: list[Due] = []
        self.given_up: list[Due] = []
        self.down = False

    async def due(self):
        await self._ask()
        return list(self.waiting)

    async def kept(self, due, name, ms):
        await self._ask()
        self.waiting.remove(due)
        self.done.append((due, name, ms))

    async def later(self, due):
        await self._ask()
        self.late.append(due)

    async def give_up(self, due):
        await self._ask()
        self.waiting.remove(due)
        self.given_up.append(due)

    async def _ask(self):
        await trio.lowlevel.checkpoint()
        if self.down:
            raise DatabaseDown("unreachable")


class Yard:
    def __init__(self, data_dir, suffix="opus") -> None:
        self.data_dir = data_dir
        self.book, self.recordings, self.figures = (
            FakeBook(),
            MemoryRecordings(),
            Figures(),
        )
        place = self.book, self.recordings, data_dir, run_inline, self.figures
        self.keeper = RecordingKeeper(*place, suffix)

    def record(self, path=None) -> Due:
        call_id = uuid.uuid4()
        wav = path or a_wav(self.data_dir / "calls" / str(call_id) / "recording.wav")
        due = Due(call_id, str(wav), 3000, 0, AT_S)
        self.book.waiting.append(due)
        return due


@pytest.fixture
def yard(tmp_path):
    return Yard(tmp_path)


async def test_a_recording_is_kept_with_its_waveform_and_its_wav_goes(
    autojump_clock, yard
):
    due = yard.record()
    assert await yard.keeper.round() == 1
    name = f"2026-11-23/{due.call_id}.opus"
    assert yard.book.done == [(due, name, 3000)]
    assert yard.recordings.kept[name][:4] == b"OggS"
    waveform = json.loads(yard.recordings.kept[f"{name}.peaks.json"])
    assert waveform["ms"] == 3000
    assert not list(yard.data_dir.rglob("*.wav"))
    assert list((yard.data_dir / WORKSHOP).iterdir()) == []
    assert yard.figures.recordings_kept == 1


async def test_as_wav_it_is_kept_as_it_is(autojump_clock, tmp_path):
    yard = Yard(tmp_path, "wav")
    due = yard.record()
    data = (tmp_path / "calls" / str(due.call_id) / "recording.wav").read_bytes()
    await yard.keeper.round()
    assert yard.recordings.kept[f"2026-11-23/{due.call_id}.wav"] == data
    assert not list(yard.data_dir.rglob("*.wav"))


@pytest.mark.parametrize("trouble", ["503", "hang"])
async def test_an_archive_that_is_down_is_asked_later_and_the_wav_stays(
    autojump_clock, yard, trouble
):
    due = yard.record()
    yard.recordings.trouble = trouble
    assert await yard.keeper.round() == 0
    assert yard.book.late == [due]
    assert list(yard.data_dir.rglob("*.wav"))
    yard.recordings.trouble = ""
    assert await yard.keeper.round() == 1


async def test_the_wav_goes_only_after_the_commit(autojump_clock, yard, monkeypatch):
    yard.record()

    async def cut_off(*_values):
        raise DatabaseDown("unreachable")

    monkeypatch.setattr(yard.book, "kept", cut_off)
    with pytest.raises(DatabaseDown):
        await yard.keeper.round()
    assert list(yard.data_dir.rglob("*.wav"))
    assert list((yard.data_dir / WORKSHOP).iterdir()) == []


async def test_a_file_that_is_gone_is_given_up(autojump_clock, yard, caplog):
    caplog.set_level(logging.INFO)
    due = yard.record(yard.data_dir / "none.wav")
    await yard.keeper.round()
    assert yard.book.given_up == [due]
    assert caplog.records[-1].message == "recording given up"


async def test_a_file_that_is_no_recording_is_given_up_and_left_for_retention(
    autojump_clock, yard
):
    path = yard.data_dir / "x.wav"
    path.write_bytes(b"not a sound")
    due = yard.record(path)
    await yard.keeper.round()
    assert yard.book.given_up == [due]
    assert path.exists()


async def test_a_path_outside_of_the_data_folder_is_never_touched(
    autojump_clock, tmp_path
):
    yard = Yard(tmp_path / "data")
    outside = a_wav(tmp_path / "precious.wav")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "link.wav").symlink_to(outside)
    for path in (outside, tmp_path / "data" / ".." / "precious.wav", tmp_path / "data" / "link.wav"):  # fmt: skip
        yard.record(path)
    await yard.keeper.round()
    assert len(yard.book.given_up) == 3
    assert not yard.recordings.kept
    assert outside.exists()


async def test_a_full_disk_is_tried_later(autojump_clock, yard, monkeypatch):
    due = yard.record()

    def full(_wav, _sound):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keep_module, "encode", full)
    await yard.keeper.round()
    assert yard.book.late == [due]
    assert list(yard.data_dir.rglob("*.wav"))


async def test_one_that_cannot_be_kept_holds_up_no_other(autojump_clock, yard):
    yard.record(yard.data_dir / "none.wav")
    yard.record()
    assert await yard.keeper.round() == 1


async def test_while_the_database_is_away_it_waits(autojump_clock, yard):
    yard.record()
    yard.book.down = True
    async with trio.open_nursery() as nursery:
        nursery.start_soon(yard.keeper.run)
        await trio.sleep(60)
        yard.book.down = False
        await trio.sleep(10)
        nursery.cancel_scope.cancel()
    assert len(yard.book.done) == 1
