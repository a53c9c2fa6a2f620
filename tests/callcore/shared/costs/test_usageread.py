from __future__ import annotations

from callcore.shared.costs.pricefile import packaged_prices
from callcore.shared.costs.usagelog import MOST_LINE_BYTES
from callcore.shared.costs.usageread import read_usage, usage_files
from callcore.shared.costs.usagerecords import line_of
from tests.callcore.shared.costs.madeup import ended, spent, stt

TABLE = packaged_prices()
ONE, TWO = (spent(stt(1000), TABLE, number) for number in (1, 2))


def file(tmp_path, content, name="a.jsonl"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_garbage_between_lines_is_counted_and_passed_over(tmp_path):
    content = line_of(ONE) + b"\xff\xfe\n\n{}\n" + line_of(TWO) + line_of(ended())
    found = read_usage([file(tmp_path, content)])
    assert found.spent == [ONE, TWO]
    assert found.calls == [ended()]
    assert (found.garbage, found.torn) == (2, 0)


def test_a_torn_last_line_is_told_apart_from_garbage(tmp_path):
    found = read_usage([file(tmp_path, line_of(ONE) + line_of(TWO)[:-9])])
    assert found.spent == [ONE]
    assert (found.garbage, found.torn) == (0, 1)


def test_a_record_counts_once_however_often_it_was_copied(tmp_path):
    content = line_of(ONE) + line_of(ended())
    paths = [file(tmp_path, content * 2, name) for name in ("a.jsonl", "b.jsonl")]
    found = read_usage(paths)
    assert found.spent == [ONE]
    assert found.calls == [ended()]


def test_a_file_without_newlines_is_read_in_pieces(tmp_path):
    found = read_usage([file(tmp_path, b"x" * (5 * MOST_LINE_BYTES))])
    assert found.torn + found.garbage >= 5
    assert not found.spent


def test_what_is_beyond_the_limit_is_counted(tmp_path):
    content = line_of(ONE) + line_of(TWO) + line_of(ended())
    found = read_usage([file(tmp_path, content)], most=2)
    assert found.spent == [ONE, TWO]
    assert found.left == 1


def test_a_file_that_is_gone_is_named(tmp_path):
    gone = tmp_path / "gone.jsonl"
    found = read_usage([gone, file(tmp_path, line_of(ONE))])
    assert found.unreadable == [gone]
    assert found.spent == [ONE]


def test_a_folder_stands_for_its_files_and_a_file_for_itself(tmp_path):
    inside = file(tmp_path, b"")
    file(tmp_path, b"", "notes.txt")
    assert usage_files([tmp_path, inside, tmp_path / "gone"]) == [
        inside.resolve(),
        (tmp_path / "gone").resolve(),
    ]
