from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcore.shared.journalfile import Taken
from callcore.shared.spool import reader as module
from callcore.shared.spool import spoolfolder
from callcore.shared.spool.reader import SpoolReader, open_reader
from callcore.shared.spool.segment import line_of

AT_S = 1_700_000_000.0


class Writer:
    """A spool that is written line by line, damage included."""

    def __init__(self, root: Path, name: str = "w1") -> None:
        self.folder, self._lock = spoolfolder.create(root, name)
        self._segment = 1
        self.number = 0
        self.folder.segment(1).touch()

    def put(self, count: int = 1, filler: int = 0) -> None:
        for _ in range(count):
            self.number += 1
            body = {"n": self.number, "filler": "x" * filler}
            self.raw(line_of(self.number, AT_S + self.number, "call.event", body))

    def raw(self, data: bytes) -> None:
        with self.folder.segment(self._segment).open("ab") as file:
            file.write(data)

    def turn(self) -> None:
        self._segment += 1
        self.folder.segment(self._segment).touch()

    def die(self) -> None:
        os.close(self._lock)
        self._lock = -1

    def close(self) -> None:
        if self._lock >= 0:
            self.die()


@pytest.fixture
def writer(tmp_path: Path):
    writer = Writer(tmp_path)
    yield writer
    writer.close()


@pytest.fixture
def reader(tmp_path: Path) -> SpoolReader:
    return SpoolReader(tmp_path, lambda: AT_S + 100.0)


def numbers(batch) -> list[int]:
    assert [record.body["n"] for record in batch.records] == [
        record.number for record in batch.records
    ]
    return [record.number for record in batch.records]


def test_batches_follow_one_another(writer, reader) -> None:
    writer.put(25)
    position, found = 0, []
    while (batch := reader.read(writer.folder, position, most=10)).records:
        found.append(numbers(batch))
        position = batch.last
    assert [len(each) for each in found] == [10, 10, 5]
    assert [number for each in found for number in each] == list(range(1, 26))


def test_a_batch_is_bounded_in_bytes(writer, reader) -> None:
    writer.put(10, filler=200_000)
    assert numbers(reader.read(writer.folder, 0)) == [1, 2, 3, 4, 5]


def test_a_batch_is_bounded_in_records(writer, reader) -> None:
    writer.put(501)
    assert len(reader.read(writer.folder, 0).records) == 500


def test_the_same_position_gives_the_same_records_again(writer, reader) -> None:
    writer.put(20)
    first = reader.read(writer.folder, 5, most=5)
    assert reader.read(writer.folder, 5, most=5) == first
    assert numbers(first) == [6, 7, 8, 9, 10]
    assert numbers(SpoolReader(writer.folder.path.parent).read(writer.folder, 15)) == [16, 17, 18, 19, 20]  # fmt: skip


def test_numbers_go_on_over_segments(writer, reader) -> None:
    writer.put(3)
    writer.turn()
    writer.put(3)
    writer.turn()
    writer.put(1)
    assert numbers(reader.read(writer.folder, 0)) == [1, 2, 3, 4, 5, 6, 7]
    assert numbers(reader.read(writer.folder, 4)) == [5, 6, 7]


def test_a_segment_is_not_left_before_the_next_one_has_a_line(writer, reader) -> None:
    writer.put(2)
    assert numbers(reader.read(writer.folder, 0)) == [1, 2]
    writer.folder.segment(2).touch()  # made, not yet turned to
    assert numbers(reader.read(writer.folder, 2)) == []
    reader.forget(writer.folder, 2)
    writer.put(1)  # still into the first
    writer.turn()
    writer.put(1)
    batch = reader.read(writer.folder, 2)
    assert numbers(batch) == [3, 4]
    assert batch.damaged == 0


def test_a_line_that_comes_between_two_looks_is_not_skipped(
    writer, reader, monkeypatch
) -> None:
    """The writer goes on in the old segment, then turns, while the old one is read."""
    writer.put(2)
    writer.folder.segment(2).touch()  # made, not yet turned to
    real = module._lines_of

    def slow(*arguments):
        yield from real(*arguments)
        if writer.number == 2:
            writer.put(1)
            writer.turn()
            writer.put(1)

    monkeypatch.setattr(module, "_lines_of", slow)
    first = reader.read(writer.folder, 0)
    batch = reader.read(writer.folder, first.last)
    assert numbers(first) + numbers(batch) == [1, 2, 3, 4]
    assert first.damaged + batch.damaged == 0


def test_the_torn_end_of_a_living_writer_is_waited_for(writer, reader) -> None:
    writer.put(1)
    line = line_of(2, AT_S, "call.event", {"n": 2})
    writer.raw(line[:10])
    batch = reader.read(writer.folder, 0)
    assert (numbers(batch), batch.damaged, batch.is_over) == ([1], 0, False)
    writer.raw(line[10:])
    assert numbers(reader.read(writer.folder, 1)) == [2]


def test_the_torn_end_of_a_dead_writer_is_damage(writer, reader) -> None:
    writer.put(1)
    writer.raw(line_of(2, AT_S, "call.event", {"n": 2})[:10])
    writer.die()
    batch = reader.read(writer.folder, 0)
    assert (numbers(batch), batch.damaged, batch.is_over) == ([1], 1, True)


def test_a_damaged_line_in_the_middle_is_counted_and_keeps_its_number(
    writer, reader
) -> None:
    writer.put(3)
    path = writer.folder.segment(1)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[1].replace(b"filler", b"fuller") + lines[2])
    batch = reader.read(writer.folder, 0)
    assert (numbers(batch), batch.damaged, batch.last) == ([1, 3], 1, 3)
    assert reader.read(writer.folder, 3).damaged == 0


def test_lines_that_melt_together_cost_as_many_numbers(writer, reader) -> None:
    writer.put(4)
    path = writer.folder.segment(1)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[1].rstrip(b"\n") + lines[2] + lines[3])
    batch = reader.read(writer.folder, 0)
    assert (numbers(batch), batch.damaged) == ([1, 4], 2)


def test_a_write_that_was_refused_cost_no_number(writer, reader) -> None:
    writer.put(1)
    writer.raw(b"12345678 2 17\n")  # the writer's mark of what it could not cut back
    writer.put(1)
    batch = reader.read(writer.folder, 0)
    assert (numbers(batch), batch.damaged) == ([1, 2], 0)


def test_a_lost_segment_in_the_middle_is_counted(writer, reader) -> None:
    for _ in range(3):
        writer.put(2)
        writer.turn()
    writer.put(1)
    writer.folder.segment(2).unlink()
    batch = reader.read(writer.folder, 0)
    assert (numbers(batch), batch.damaged) == ([1, 2, 5, 6, 7], 2)


def test_a_lost_position_counts_no_damage(writer, reader) -> None:
    writer.put(2)
    writer.turn()
    writer.put(2)
    writer.folder.segment(1).unlink()
    batch = reader.read(writer.folder, 0)
    assert (numbers(batch), batch.damaged) == ([3, 4], 0)


def test_a_body_that_is_no_object_is_damage(writer, reader) -> None:
    writer.raw(module_line("1 1.0 call.event []"))
    writer.number = 1
    writer.put(1)
    batch = reader.read(writer.folder, 0)
    assert (numbers(batch), batch.damaged) == ([2], 1)


def module_line(text: str) -> bytes:
    from callcore.shared.journalfile import framed

    return framed(text)


def test_a_file_of_zeros_after_a_power_failure_is_over_at_once(writer, reader) -> None:
    writer.put(1)
    writer.raw(bytes(3_000_000))
    writer.die()
    batch = reader.read(writer.folder, 0)
    assert (numbers(batch), batch.is_over) == ([1], True)
    assert batch.damaged >= 1
    assert reader.forget(writer.folder, 1)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_damage_costs_only_what_it_touches(tmp_path_factory, data) -> None:
    """Whatever is cut, flipped or put in: the rest comes in order and once."""
    root = tmp_path_factory.mktemp("spool")
    writer = Writer(root)
    for size in data.draw(st.lists(st.integers(1, 5), min_size=1, max_size=4)):
        writer.put(size)
        writer.turn()
    writer.put(1)
    segment = data.draw(st.sampled_from(writer.folder.segments()[:-1]))
    path = writer.folder.segment(segment)
    content = path.read_bytes()
    at = data.draw(st.integers(0, len(content)))
    until = data.draw(st.integers(at, min(len(content), at + 100)))
    path.write_bytes(content[:at] + data.draw(st.binary(max_size=50)) + content[until:])
    found: list[int] = []
    damaged = position = 0
    reader = SpoolReader(root)
    while not (batch := reader.read(writer.folder, position, most=2)).is_over:
        found += numbers(batch)
        damaged += batch.damaged
        if position == batch.last:
            writer.die()
        position = batch.last
    found += numbers(batch)
    damaged += batch.damaged
    assert found == sorted(set(found))
    assert len(found) + damaged == writer.number
    touched = content[at:until].count(b"\n") + 1
    assert damaged <= touched


def test_delivered_segments_are_deleted_and_the_growing_one_stays(
    writer, reader
) -> None:
    for _ in range(3):
        writer.put(2)
        writer.turn()
    writer.put(1)
    assert not reader.forget(writer.folder, 3)
    assert writer.folder.segments() == [2, 3, 4]
    assert not reader.forget(writer.folder, 6)
    assert writer.folder.segments() == [4]
    assert not reader.forget(writer.folder, 7)
    assert writer.folder.segments() == [4]
    assert numbers(reader.read(writer.folder, 6)) == [7]


def test_a_dead_spool_goes_when_all_of_it_is_delivered(writer, reader) -> None:
    writer.put(3)
    assert not reader.forget(writer.folder, 3)
    writer.die()
    assert not reader.forget(writer.folder, 2)
    batch = reader.read(writer.folder, 2)
    assert batch.is_over
    assert reader.forget(writer.folder, batch.last)
    assert reader.spools() == []


def test_a_dead_spool_with_nothing_in_it_goes(writer, reader) -> None:
    writer.die()
    batch = reader.read(writer.folder, 0)
    assert (batch.records, batch.last, batch.is_over) == ([], 0, True)
    assert reader.forget(writer.folder, 0)


def test_a_removal_that_was_interrupted_is_finished(writer, reader) -> None:
    writer.put(3)
    writer.die()
    writer.folder.segment(1).unlink()
    assert reader.read(writer.folder, 3).is_over
    assert reader.forget(writer.folder, 3)
    assert reader.spools() == []


def test_several_spools_are_apart(tmp_path, reader) -> None:
    first, second = Writer(tmp_path, "w1"), Writer(tmp_path, "w2")
    first.put(2)
    second.put(3)
    assert [each.writer for each in reader.spools()] == ["w1", "w2"]
    assert numbers(reader.read(first.folder, 1)) == [2]
    assert numbers(reader.read(second.folder, 1)) == [2, 3]
    first.close()
    second.close()


def test_what_waits_is_told_by_number_size_and_age(tmp_path, writer, reader) -> None:
    other = Writer(tmp_path, "w2")
    writer.put(4, filler=100)
    writer.turn()
    writer.put(6, filler=100)
    found = reader.pending({})
    assert [each.records for each in found] == [10, 0]
    assert found[0].oldest_s == 99.0
    assert found[0].size_bytes == sum(
        writer.folder.segment(each).stat().st_size for each in (1, 2)
    )
    reader.forget(writer.folder, 7)
    other.die()
    late, empty = reader.pending({writer.folder.spool_id: 7})
    assert (late.records, late.oldest_s, late.is_live) == (3, 92.0, True)
    assert abs(2 * late.size_bytes - writer.folder.segment(2).stat().st_size) < 5
    assert (empty.records, empty.size_bytes, empty.oldest_s, empty.is_live) == (0, 0, 0.0, False)  # fmt: skip


def test_what_waits_is_told_of_a_large_spool_without_reading_it_all(
    writer, reader, monkeypatch
) -> None:
    for _ in range(8):
        writer.put(100, filler=9_000)
        writer.turn()
    writer.put(1)
    read = []
    real = module._lines_of

    def counted(path, number, offset):
        for each in real(path, number, offset):
            read.append(each)
            yield each

    monkeypatch.setattr(module, "_lines_of", counted)
    assert reader.pending({})[0].records == 801
    assert len(read) < 20


def test_there_is_one_reader_at_a_time(tmp_path: Path) -> None:
    with open_reader(tmp_path / "spool"):
        with (
            pytest.raises(Taken, match="another process"),
            open_reader(tmp_path / "spool"),
        ):
            pass
    with open_reader(tmp_path / "spool") as reader:
        assert reader.spools() == []


def test_the_lock_of_the_reader_is_no_spool(tmp_path: Path) -> None:
    with open_reader(tmp_path) as reader:
        Writer(tmp_path).close()
        assert len(reader.spools()) == 1
