from __future__ import annotations

import os
import stat

import pytest

from callcore.shared.rollout.privatefile import append_line, read_bounded, replace_file


@pytest.mark.parametrize("durable", [True, False])
def test_a_file_is_replaced_whole_and_is_private(tmp_path, durable):
    path = tmp_path / "deep" / "file"
    replace_file(path, b"a long first text", durable=durable)
    replace_file(path, b"second", durable=durable)
    assert path.read_bytes() == b"second"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(path.parent) == ["file"]


def test_a_line_that_the_disk_refuses_leaves_no_part(tmp_path, monkeypatch):
    path = tmp_path / "lines"
    append_line(path, b"one", 1000)

    def refuse(_fd):
        raise OSError(28, "no space")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="no space"):
        append_line(path, b"two", 1000)
    assert path.read_bytes() == b"one\n"


def test_a_torn_line_is_ended_before_the_next(tmp_path):
    path = tmp_path / "lines"
    path.write_bytes(b"to")
    append_line(path, b"next", 1000)
    assert path.read_bytes() == b"to\nnext\n"


def test_a_file_does_not_outgrow_its_bound(tmp_path):
    path = tmp_path / "lines"
    append_line(path, b"12345", 6)
    with pytest.raises(OSError, match="full"):
        append_line(path, b"6", 7)
    assert path.read_bytes() == b"12345\n"


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"123")
    assert read_bounded(path, 3) == b"123"
    with pytest.raises(OSError, match="too large"):
        read_bounded(path, 2)
    with pytest.raises(FileNotFoundError):
        read_bounded(tmp_path / "none", 2)
