"""Recordings in a folder, on a real disk."""

from __future__ import annotations

import os
import shutil

import pytest
import trio

from callcore.shared.recordings.folder import FolderRecordings
from callcore.shared.recordings.port import RecordingsDown, RecordingsError
from tests.callcore.shared.recordings.contract import NAME, RecordingsContract

pytestmark = pytest.mark.integration


@pytest.fixture
def recordings(tmp_path):
    return FolderRecordings(tmp_path / "kept")


class TestContract(RecordingsContract):
    """See the contract."""


async def test_only_their_owner_may_read_them(recordings, tmp_path):
    source = tmp_path / "source"
    source.write_bytes(b"x")
    source.chmod(0o644)
    await recordings.put(NAME, source)
    kept = tmp_path / "kept" / NAME
    assert (kept.stat().st_mode & 0o777, kept.parent.stat().st_mode & 0o777) == (0o600, 0o700)  # fmt: skip


async def test_an_empty_day_leaves_no_folder(recordings, tmp_path):
    source = tmp_path / "source"
    source.write_bytes(b"x")
    await recordings.put(NAME, source)
    await recordings.delete(NAME)
    assert os.listdir(tmp_path / "kept") == []


async def test_a_disk_that_is_full_leaves_the_old_one_and_nothing_half(
    recordings, tmp_path, monkeypatch
):
    source = tmp_path / "source"
    source.write_bytes(b"old")
    await recordings.put(NAME, source)

    def full(_source, out, _size):
        out.write(b"ha")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(RecordingsDown, match="ENOSPC"):
        await recordings.put(NAME, source)
    assert await recordings.read(NAME, 0, 10) == b"old"
    assert len(list((tmp_path / "kept").rglob("*"))) == 2


async def test_a_link_in_place_of_a_recording_is_not_followed(recordings, tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    place = tmp_path / "kept" / NAME
    place.parent.mkdir(parents=True)
    place.symlink_to(secret)
    with pytest.raises(RecordingsError):
        await recordings.read(NAME, 0, 10)


async def test_a_disk_that_hangs_does_not_hold_who_gave_up(tmp_path):
    os.mkfifo(tmp_path / "pipe")  # opening it waits for a writer
    with trio.move_on_after(0.1) as scope:
        await FolderRecordings(tmp_path / "kept").put(NAME, tmp_path / "pipe")
    assert scope.cancelled_caught
    with (tmp_path / "pipe").open("wb"):
        pass  # the thread may end
