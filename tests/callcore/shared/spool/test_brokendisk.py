"""A disk that takes lines and does not keep them."""

from __future__ import annotations

import errno
import os

from callcore.shared.spool.reader import SpoolReader
from callcore.shared.spool.segment import Segment
from tests.callcore.shared.spool.writing import bodies, opened, put
from tests.kit.leaks import no_leaks


async def test_a_failed_sync_is_told_and_a_new_segment_begun(
    tmp_path, autojump_clock, monkeypatch
) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.EIO, "input/output error")

    async with opened(tmp_path) as spool:
        put(spool, 1)
        monkeypatch.setattr(os, "fsync", refuse)
        await spool.look_after()
        assert put(spool, 10)
        assert spool.trouble == "EIO"  # the record is kept, but it is not safe
        monkeypatch.undo()
        await spool.look_after()
        assert put(spool, 2)
        assert spool.trouble == ""
        assert len(SpoolReader(tmp_path).spools()[0].segments()) == 2
    assert bodies(tmp_path) == [1, 10, 2]


async def test_a_folder_without_room_for_a_segment_is_not_left(
    tmp_path, autojump_clock, monkeypatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr(Segment, "__init__", refuse)
    async with no_leaks(), opened(tmp_path) as spool:
        await spool.look_after()
        assert spool.trouble == "ENOSPC"
        assert not put(spool, 1)
    assert list(tmp_path.iterdir()) == []


async def test_a_failed_sync_at_the_end_is_no_error(
    tmp_path, autojump_clock, monkeypatch
) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.EIO, "input/output error")

    async with opened(tmp_path) as spool:
        put(spool, 1)
        monkeypatch.setattr(os, "fsync", refuse)
    assert bodies(tmp_path) == [1]
