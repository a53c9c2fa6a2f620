from __future__ import annotations

import errno
import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.journalfile import framed
from callcore.shared.spool.segment import (
    MAX_LINE_BYTES,
    Segment,
    line_of,
    number_of,
    record_of,
)

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("ab \n\r\x00"), inner),
    max_leaves=10,
)


@pytest.fixture
def segment(tmp_path: Path):
    segment = Segment(tmp_path / "000001.spool")
    yield segment
    segment.close()


def lines(tmp_path: Path) -> list[bytes]:
    return (tmp_path / "000001.spool").read_bytes().split(b"\n")


@given(st.integers(1, 10**12), st.dictionaries(st.text("ab"), PLAIN))
def test_a_record_comes_back_as_it_was(number: int, body: dict[str, object]) -> None:
    line = line_of(number, 1_700_000_000.25, "call.event", body)
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert b"\r" not in line
    found = number_of(line[:-1])
    assert found is not None
    assert found[0] == number
    record = record_of(*found)
    assert record is not None
    assert (record.number, record.kind, record.at_s) == (
        number,
        "call.event",
        1_700_000_000.25,
    )
    assert record.body == body


@pytest.mark.parametrize(
    "body",
    [{"a": object()}, {"a": float("nan")}, {("a",): 1}, {"a": "x" * MAX_LINE_BYTES}],
)
def test_what_is_no_json_or_too_long_is_no_line(body) -> None:
    with pytest.raises(ValueError, match=r"."):
        line_of(1, 0.0, "call.event", body)


def test_a_body_without_end_is_no_line() -> None:
    body: dict[str, object] = {}
    body["again"] = body
    with pytest.raises(ValueError, match=r"."):
        line_of(1, 0.0, "call.event", body)


def test_half_a_surrogate_becomes_a_question_mark() -> None:
    found = number_of(line_of(1, 0.0, "call.event", {"a": "\ud800"})[:-1])
    assert found is not None
    record = record_of(*found)
    assert record is not None
    assert record.body == {"a": "?"}


@given(st.binary(max_size=60))
def test_garbage_is_never_a_record(data: bytes) -> None:
    assert number_of(data) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7",
        "x 1.0 call.event {}",
        "-7 1.0 call.event {}",
        "\u0667 1.0 call.event {}",
        "7 1.0 call.event",
        "7 soon call.event {}",
        "7 1.0 call.event []",
        "7 1.0 call.event " + "[" * 5_000,
    ],
)
def test_a_sound_line_of_something_else_is_no_record(text: str) -> None:
    found = number_of(framed(text)[:-1])
    assert found is None or record_of(*found) is None


@given(st.data())
def test_a_flipped_bit_is_noticed(data: st.DataObject) -> None:
    line = bytearray(line_of(5, 1.0, "call.closed", {"reason": "bye"})[:-1])
    bit = data.draw(st.integers(0, len(line) * 8 - 1))
    line[bit // 8] ^= 1 << bit % 8
    assert number_of(bytes(line)) is None


def test_a_segment_is_private_and_never_an_old_one(tmp_path: Path, segment) -> None:
    path = tmp_path / "000001.spool"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        Segment(path)


def test_a_write_that_breaks_off_is_cut_back(tmp_path, segment, monkeypatch) -> None:
    segment.append(b"one\n")
    real = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: real(fd, data[:2]))
    with pytest.raises(OSError, match="short write"):
        segment.append(b"two\n")
    monkeypatch.undo()
    segment.append(b"three\n")
    assert lines(tmp_path) == [b"one", b"three", b""]
    assert segment.size_bytes == (tmp_path / "000001.spool").stat().st_size


def test_what_cannot_be_cut_back_spoils_no_later_line(
    tmp_path, segment, monkeypatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EIO, "no")

    segment.append(b"one\n")
    real = os.write
    monkeypatch.setattr(os, "ftruncate", refuse)
    monkeypatch.setattr(os, "write", lambda fd, data: real(fd, data[:2]))
    for _ in range(3):
        with pytest.raises(OSError, match="short write"):
            segment.append(b"two\n")
    monkeypatch.setattr(os, "write", real)
    segment.append(b"three\n")
    segment.append(b"four\n")
    assert lines(tmp_path)[0] == b"one"
    assert lines(tmp_path)[-3:] == [b"three", b"four", b""]
    assert segment.size_bytes == (tmp_path / "000001.spool").stat().st_size


def test_it_knows_that_its_file_was_deleted(tmp_path: Path, segment) -> None:
    assert not segment.is_gone()
    (tmp_path / "000001.spool").unlink()
    assert segment.is_gone()


def test_a_record_is_one_line_of_json_behind_its_number(segment, tmp_path) -> None:
    segment.append(line_of(12, 3.0, "usage", {"a": 'x "y"'}))
    text = lines(tmp_path)[0].decode()
    assert text[9:].startswith("12 3.000 usage {")
    assert json.loads(text.split(" ", 4)[4]) == {"a": 'x "y"'}
