from __future__ import annotations

import stat
from collections.abc import Sequence
from pathlib import Path

import pytest

from callcore.shared.journalfile import JournalFile, Taken
from callcore.shared.journalfolder import adopt, files_of, open_free


def left(path: Path, *lines: str) -> None:
    file = JournalFile(path)
    file.open()
    for line in lines:
        file.append(line, durable=False)
    file.close()


@pytest.fixture
def own(tmp_path: Path):
    file, _lines = open_free(tmp_path, "w1")
    yield file
    file.close()


def test_a_name_that_is_free_is_taken_with_what_it_holds(tmp_path: Path) -> None:
    left(tmp_path / "w1.jsonl", "one", "two")
    file, lines = open_free(tmp_path, "w1")
    file.close()
    assert file.path.name == "w1.jsonl"
    assert lines == ["one", "two"]
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600


def test_names_of_others_are_passed_by(tmp_path: Path, own: JournalFile) -> None:
    second, _ = open_free(tmp_path, "w1")
    third, _ = open_free(tmp_path, "w1")
    names = [path.name for path in files_of(tmp_path)]
    second.close()
    third.close()
    assert own.path.name == "w1.jsonl"
    assert sorted(names) == ["w1-2.jsonl", "w1-3.jsonl", "w1.jsonl"]


def test_names_are_not_looked_for_without_end(
    tmp_path: Path, own: JournalFile, monkeypatch
) -> None:
    monkeypatch.setattr("callcore.shared.journalfolder.MAX_NAMES", 1)
    with pytest.raises(Taken, match="every name"):
        open_free(tmp_path, "w1")


def test_what_the_dead_left_is_taken_over_and_removed(
    tmp_path: Path, own: JournalFile
) -> None:
    left(tmp_path / "w2.jsonl", "a")
    left(tmp_path / "w3.jsonl", "b", "c")
    taken: list[str] = []
    assert adopt(own, taken.extend) == 2
    assert taken == ["a", "b", "c"]
    assert files_of(tmp_path) == [own.path]


def test_the_living_keep_their_files(tmp_path: Path, own: JournalFile) -> None:
    other, _ = open_free(tmp_path, "w2")
    assert adopt(own, lambda lines: pytest.fail("taken from the living")) == 0
    other.close()
    assert len(files_of(tmp_path)) == 2


def test_a_file_stays_if_it_could_not_be_taken_over(
    tmp_path: Path, own: JournalFile
) -> None:
    left(tmp_path / "w2.jsonl", "a")

    def full(lines: Sequence[str]) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        adopt(own, full)
    taken: list[str] = []
    assert adopt(own, taken.extend) == 1
    assert taken == ["a"]


def test_a_file_that_cannot_be_read_is_told_and_left(
    tmp_path: Path, own: JournalFile, caplog
) -> None:
    (tmp_path / "w2.jsonl").mkdir()
    left(tmp_path / "w3.jsonl", "b")
    taken: list[str] = []
    assert adopt(own, taken.extend) == 1
    assert taken == ["b"]
    assert caplog.messages == ["journal not readable"]
