from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.offload import run_inline
from callcore.shared.recordlog import Record, RecordLog, line_of, records_of


class Trouble(Exception):
    """What the user of a log wants to get."""


def log_in(folder: Path, name: str = "w1") -> RecordLog:
    return RecordLog(folder, name, run_inline, Trouble)


async def written(folder: Path, name: str, *records: Record) -> None:
    log = log_in(folder, name)
    await log.open()
    await log.append(records, durable=True)
    await log.aclose()


async def test_records_are_there_after_a_crash(tmp_path: Path) -> None:
    await written(tmp_path, "w1", {"a": 1}, {"b": "ї"})
    assert await log_in(tmp_path).open() == [{"a": 1}, {"b": "ї"}]


async def test_a_rewritten_journal_has_what_it_was_given(tmp_path: Path) -> None:
    log = log_in(tmp_path)
    await log.open()
    await log.append([{"a": 1}], durable=False)
    await log.rewrite([{"b": 2}])
    await log.aclose()
    again = log_in(tmp_path)
    assert await again.open() == [{"b": 2}]
    assert (again.lines, again.damaged_lines, again.path.name) == (1, 0, "w1.jsonl")


async def test_many_records_wait_for_the_disk_once(tmp_path: Path, monkeypatch) -> None:
    synced: list[int] = []
    log = log_in(tmp_path)
    await log.open()
    monkeypatch.setattr(os, "fsync", synced.append)
    await log.append([{"a": number} for number in range(9)], durable=True)
    assert len(synced) == 1
    await log.append([], durable=True)
    await log.append([{"a": 1}], durable=False)
    assert len(synced) == 1


async def test_what_the_dead_left_is_ours_as_we_want_it(tmp_path: Path) -> None:
    await written(tmp_path, "dead", {"a": 1}, {"a": 2})
    log, kept = log_in(tmp_path), list[Record]()
    await log.open()
    await log.adopt(lambda theirs: theirs[1:], kept)
    assert kept == [{"a": 2}]
    assert sorted(path.name for path in tmp_path.glob("*.jsonl")) == ["w1.jsonl"]  # noqa: ASYNC240
    await log.aclose()
    assert await log_in(tmp_path).open() == [{"a": 2}]


async def test_one_that_is_refused_stays_and_the_ones_before_count(
    tmp_path: Path,
) -> None:
    await written(tmp_path, "a", {"a": 1})
    await written(tmp_path, "b", {"a": 2})

    def take(theirs: list[Record]) -> list[Record]:
        if theirs == [{"a": 2}]:
            raise OSError(28, "No space left on device")
        return theirs

    log, kept = log_in(tmp_path), list[Record]()
    await log.open()
    with pytest.raises(Trouble, match="No space"):
        await log.adopt(take, kept)
    assert kept == [{"a": 1}]
    assert (tmp_path / "b.jsonl").exists()


async def test_a_folder_that_is_none_is_told_in_the_users_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Trouble):
        await log_in(tmp_path / "file").open()


def test_what_is_no_object_is_left_out() -> None:
    lines = ["[]", "5", "{", "[" * 9_000, '{"a": 1}', "null"]
    assert records_of(lines) == [{"a": 1}]


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.booleans()))
def test_whatever_is_kept_comes_back(record: Record) -> None:
    assert records_of([line_of(record)]) == [record]


def test_what_cannot_be_written_becomes_a_question_mark() -> None:
    assert json.loads(line_of({"a": "x\ud800"})) == {"a": "x?"}
