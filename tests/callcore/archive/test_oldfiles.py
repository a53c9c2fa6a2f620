"""Old files of calls on this machine."""

from __future__ import annotations

import os

from callcore.archive.oldfiles import DAY_S, delete_old

NOW_S = 1_795_392_000.0


def put(path, days):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    for each in (path, path.parent):
        os.utime(each, (NOW_S - days * DAY_S,) * 2)


def sweep(folder, recordings=90, transcripts=365):
    return delete_old(folder, NOW_S, recordings_days=recordings, transcripts_days=transcripts)  # fmt: skip


def left(folder):
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def test_recordings_and_journals_have_their_own_ages(tmp_path):
    for days in (10, 100, 400):
        put(tmp_path / "calls" / f"c{days}" / "events.jsonl", days)
        put(tmp_path / "calls" / f"c{days}" / "recording.wav", days)
    assert sweep(tmp_path) == 3
    assert left(tmp_path) == ["calls/c10/events.jsonl", "calls/c10/recording.wav", "calls/c100/events.jsonl"]  # fmt: skip
    assert not (tmp_path / "calls" / "c400").exists()


def test_the_empty_folder_of_a_call_that_begins_now_stays(tmp_path):
    for name, days in (("begins", 0), ("old", 2)):
        (tmp_path / "calls" / name).mkdir(parents=True)
        os.utime(tmp_path / "calls" / name, (NOW_S - days * DAY_S,) * 2)
    assert sweep(tmp_path) == 0
    assert [each.name for each in (tmp_path / "calls").iterdir()] == ["begins"]


def test_half_made_and_rejected_ones_go_too(tmp_path):
    put(tmp_path / "encoding" / "a.sound", 2)
    put(tmp_path / "encoding" / "b.sound", 0.5)
    put(tmp_path / "rejected.jsonl", 400)
    assert sweep(tmp_path) == 2
    assert left(tmp_path) == ["encoding/b.sound"]


def test_nothing_else_is_touched(tmp_path):
    for name in ("spool/w1/000001.spool", "outbox/w1.jsonl", "archive.id", "calls/loose.wav"):  # fmt: skip
        put(tmp_path / name, 9999)
    assert sweep(tmp_path) == 0
    assert len(left(tmp_path)) == 4


def test_links_are_not_followed(tmp_path):
    put(tmp_path / "elsewhere" / "old.wav", 9999)
    (tmp_path / "data" / "calls").mkdir(parents=True)
    (tmp_path / "data" / "calls" / "c1").symlink_to(tmp_path / "elsewhere")
    assert sweep(tmp_path / "data") == 0
    assert left(tmp_path) == ["elsewhere/old.wav"]


def test_a_folder_that_is_not_there_is_no_error(tmp_path):
    assert sweep(tmp_path / "none") == 0
