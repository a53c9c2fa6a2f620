from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.journalfile import (
    MAX_LINE_BYTES,
    JournalFile,
    Taken,
    framed,
    read_lines,
    unframed,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "keys.jsonl"


def reread(path: Path) -> tuple[list[str], int]:
    file = JournalFile(path)
    lines = file.open()
    file.close()
    return lines, file.damaged_lines


def written(path: Path, *texts: str) -> None:
    file = JournalFile(path)
    file.open()
    for text in texts:
        file.append(text, durable=True)
    file.close()


def test_lines_come_back_after_a_restart(path: Path) -> None:
    written(path, "one", "zwei", "три")
    assert reread(path) == (["one", "zwei", "три"], 0)


def test_the_file_is_private(path: Path) -> None:
    written(path, "one")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_torn_last_line_is_cut_off_and_the_next_line_is_whole(path: Path) -> None:
    written(path, "one", "a line that is longer than the one after it")
    os.truncate(path, path.stat().st_size - 2)
    file = JournalFile(path)
    assert file.open() == ["one"]
    file.append("two", durable=True)
    file.close()
    assert file.damaged_lines == 1
    assert reread(path) == (["one", "two"], 0)


def test_a_damaged_line_in_the_middle_is_left_out(path: Path) -> None:
    written(path, "one", "two", "three")
    data = path.read_bytes()
    path.write_bytes(data.replace(b"two", b"twq"))
    assert reread(path) == (["one", "three"], 1)


def test_a_second_process_is_refused(path: Path) -> None:
    first = JournalFile(path)
    first.open()
    with pytest.raises(OSError, match="another process"):
        JournalFile(path).open()
    first.close()


def test_a_rewrite_replaces_all_and_keeps_the_lock(path: Path) -> None:
    file = JournalFile(path)
    file.open()
    file.append("old", durable=False)
    file.rewrite(["new", "newer"])
    file.append("newest", durable=True)
    with pytest.raises(OSError, match="another process"):
        JournalFile(path).open()
    file.close()
    assert reread(path) == (["new", "newer", "newest"], 0)


def test_a_crash_during_a_rewrite_leaves_the_old_file(path: Path) -> None:
    written(path, "old")
    path.with_suffix(".new").write_bytes(b"half a ne")
    assert reread(path) == (["old"], 0)
    assert not path.with_suffix(".new").exists()


def test_a_failed_write_leaves_no_half_line(path: Path, monkeypatch) -> None:
    file = JournalFile(path)
    file.open()
    file.append("one", durable=True)

    def half(fd: int, data: bytes, offset: int) -> int:
        real(fd, data[:4], offset)
        raise OSError(28, "no space left on device")

    real = os.pwrite
    monkeypatch.setattr(os, "pwrite", half)
    with pytest.raises(OSError, match="no space"):
        file.append("two", durable=True)
    monkeypatch.undo()
    file.append("three", durable=True)
    file.close()
    assert reread(path) == (["one", "three"], 0)


def test_a_line_that_is_too_long_is_refused(path: Path) -> None:
    file = JournalFile(path)
    file.open()
    with pytest.raises(OSError, match="too long"):
        file.append("x" * MAX_LINE_BYTES, durable=False)
    file.close()


@given(st.binary(max_size=200))
def test_any_bytes_can_be_opened_and_written_to(tmp_path_factory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("junk") / "file"
    path.write_bytes(data)
    file = JournalFile(path)
    assert file.open() == []
    file.append("good", durable=False)
    file.close()
    assert reread(path)[0] == ["good"]


def test_another_process_may_read_without_the_lock(path: Path) -> None:
    file = JournalFile(path)
    file.open()
    file.append("one", durable=False)
    with path.open("ab") as other:
        other.write(b"00000000 half a li")
    assert read_lines(path) == ["one"]
    file.close()


def test_a_removed_file_is_gone_and_free(path: Path) -> None:
    written(path, "one")
    file = JournalFile(path)
    file.open()
    file.remove()
    assert not path.exists()
    assert reread(path) == ([], 0)


def test_a_file_that_is_replaced_while_it_is_locked_is_not_taken_for_its_ghost(
    path: Path, monkeypatch
) -> None:
    written(path, "old")
    raced: list[object] = []
    real = os.open

    def slow_open(name, flags, mode=0o777):
        fd = real(name, flags, mode)
        if not raced:
            raced.append(name)
            path.unlink()
            written(path, "new")
        return fd

    monkeypatch.setattr(os, "open", slow_open)
    file = JournalFile(path)
    assert file.open() == ["new"]
    file.close()


def test_a_file_that_keeps_vanishing_is_given_up(path: Path, monkeypatch) -> None:
    written(path, "old")
    real = os.open

    def slow_open(name, flags, mode=0o777):
        fd = real(name, flags, mode)
        path.unlink()
        return fd

    monkeypatch.setattr(os, "open", slow_open)
    with pytest.raises(Taken, match="keep replacing"):
        JournalFile(path).open()


def test_a_file_that_is_too_large_is_refused_and_not_kept_open(
    path: Path, monkeypatch
) -> None:
    written(path, "a line that is longer than ten bytes")
    monkeypatch.setattr("callcore.shared.journalfile.MAX_FILE_BYTES", 10)
    file = JournalFile(path)
    with pytest.raises(OSError, match="too large"):
        file.open()
    with pytest.raises(OSError, match="too large"):
        read_lines(path)
    file.close()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_framed_is_unframed(text: str) -> None:
    assert unframed(framed(text)[:-1]) == text


def test_half_a_surrogate_becomes_a_question_mark_and_is_no_error(path: Path) -> None:
    written(path, "a\ud800b")
    assert reread(path) == (["a?b"], 0)
