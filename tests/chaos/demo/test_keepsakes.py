"""Recordings outlive the demo, but not for ever."""

from __future__ import annotations

import os

from chaos.demo.keepsakes import KEPT, KEPT_USAGE, keep, keep_usage


def test_a_recording_is_copied_under_its_name(tmp_path):
    source = tmp_path / "recording.wav"
    source.write_bytes(b"RIFF")
    kept = keep(source, "call-1", tmp_path / "demo")
    assert kept == tmp_path / "demo" / "call-1.wav"
    assert kept.read_bytes() == b"RIFF"


def test_only_the_latest_are_kept(tmp_path):
    source = tmp_path / "recording.wav"
    source.write_bytes(b"RIFF")
    folder = tmp_path / "demo"
    folder.mkdir()
    for number in range(KEPT):
        old = folder / f"old-{number}.wav"
        old.touch()
        os.utime(old, (number, number))
    keep(source, "new", folder)
    names = {path.stem for path in folder.iterdir()}
    assert len(names) == KEPT
    assert "new" in names
    assert "old-0" not in names


def test_the_usage_of_a_run_becomes_one_private_file(tmp_path):
    kept = keep_usage(b'{"a":1}\n', "call-1", tmp_path / "demo" / "usage")
    assert kept is not None
    assert kept.read_bytes() == b'{"a":1}\n'
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_run_without_usage_leaves_no_file(tmp_path):
    assert keep_usage(b"", "c", tmp_path / "usage") is None
    assert not (tmp_path / "usage").exists()


def test_only_the_latest_usage_is_kept(tmp_path):
    folder = tmp_path / "usage"
    folder.mkdir()
    for number in range(KEPT_USAGE):
        old = folder / f"old-{number}.jsonl"
        old.touch()
        os.utime(old, (number, number))
    keep_usage(b"{}\n", "new", folder)
    names = {path.stem for path in folder.iterdir()}
    assert len(names) == KEPT_USAGE
    assert "new" in names
    assert "old-0" not in names
