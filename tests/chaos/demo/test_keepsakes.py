"""Recordings outlive the demo, but not for ever."""

from __future__ import annotations

import os

from chaos.demo.keepsakes import KEPT, keep


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
