from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from callcore.shared.spool import spoolfolder
from callcore.shared.spool.spoolfolder import (
    create,
    is_writer,
    remove_half_made,
    spools,
)


def test_a_spool_lives_as_long_as_its_lock(tmp_path: Path) -> None:
    made, lock = create(tmp_path / "spool", "w1")
    assert spools(tmp_path / "spool") == [made]
    assert made.writer == "w1"
    assert made.is_live()
    os.close(lock)
    assert not made.is_live()


def test_a_spool_whose_lock_was_deleted_is_dead(tmp_path: Path) -> None:
    made, lock = create(tmp_path, "w1")
    os.close(lock)
    (made.path / spoolfolder.LOCK).unlink()
    assert not made.is_live()


def test_folders_are_private(tmp_path: Path) -> None:
    made, lock = create(tmp_path / "spool", "w1")
    os.close(lock)
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "spool").stat().st_mode) == 0o700


def test_nobody_sees_a_spool_before_it_is_locked(tmp_path: Path, monkeypatch) -> None:
    seen: list[object] = []
    real = Path.rename

    def watched(path: Path, target: Path) -> Path:
        seen.append(list(spools(tmp_path)))
        moved = real(path, target)
        seen.append([each.is_live() for each in spools(tmp_path)])
        return moved

    monkeypatch.setattr(Path, "rename", watched)
    _, lock = create(tmp_path, "w1")
    os.close(lock)
    assert seen == [[], [True]]


def test_one_that_cannot_be_finished_leaves_nothing(tmp_path, monkeypatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(Path, "rename", refuse)
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(OSError, match="no space"):
        create(tmp_path, "w1")
    assert list(tmp_path.iterdir()) == []
    assert len(os.listdir("/proc/self/fd")) == before


@pytest.mark.parametrize("name", ["", "W1", "../w1", "w/1", "w 1", "-", "x" * 80])
def test_a_name_that_is_none_is_known(name: str) -> None:
    assert not is_writer(name)
    assert is_writer("w1")


def test_a_writer_with_a_dash_keeps_its_name(tmp_path: Path) -> None:
    made, lock = create(tmp_path, "w1-host.example-2")
    os.close(lock)
    assert [each.writer for each in spools(tmp_path)] == ["w1-host.example-2"]
    assert spools(tmp_path)[0].spool_id == made.spool_id


def test_what_is_no_spool_is_left_alone(tmp_path: Path) -> None:
    made, lock = create(tmp_path / "elsewhere", "w1")
    os.close(lock)
    root = tmp_path / "spool"
    root.mkdir()
    (root / made.path.name).symlink_to(made.path)
    (root / "notes").mkdir()
    (root / f"w2-{made.spool_id}").write_text("a file")
    assert spools(root) == []


def test_no_folder_is_no_spools(tmp_path: Path) -> None:
    assert spools(tmp_path / "none") == []


def test_segments_are_counted_by_their_numbers(tmp_path: Path) -> None:
    made, lock = create(tmp_path, "w1")
    os.close(lock)
    for number in (10, 9, 1_000_000):
        made.segment(number).touch()
    (made.path / "000003.spool~").touch()
    assert made.segments() == [9, 10, 1_000_000]


def test_removing_it_removes_it_all(tmp_path: Path) -> None:
    made, lock = create(tmp_path, "w1")
    os.close(lock)
    made.segment(1).touch()
    made.remove()
    assert list(tmp_path.iterdir()) == []


def test_what_was_never_finished_goes_after_an_hour(tmp_path: Path) -> None:
    half = tmp_path / ".new-x"
    half.mkdir()
    made_s = half.stat().st_mtime
    remove_half_made(tmp_path, made_s + 3_590.0)
    assert half.exists()
    remove_half_made(tmp_path, made_s + 3_610.0)
    assert not half.exists()
