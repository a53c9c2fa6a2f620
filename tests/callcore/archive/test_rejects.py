"""What PostgreSQL would not take."""

from __future__ import annotations

import json
import logging

from callcore.archive.rejects import NAME, Rejects
from callcore.shared.spool.port import SpoolRecord

RECORD = SpoolRecord(7, "call.event", 5.0, {"text": "+380671234567"})


def test_a_record_is_kept_whole_for_its_owner_only(tmp_path):
    Rejects(tmp_path).keep("s", RECORD, "22P02")
    (line,) = (tmp_path / NAME).read_text().splitlines()
    kept = json.loads(line)
    assert (kept["number"], kept["why"], kept["body"]) == (7, "22P02", RECORD.body)
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600


def test_the_log_tells_nothing_of_what_is_in_it(tmp_path, caplog):
    caplog.set_level(logging.INFO)
    Rejects(tmp_path).keep("s", RECORD, "22P02")
    assert "380671234567" not in str([vars(record) for record in caplog.records])


def test_the_file_is_bounded(tmp_path):
    rejects = Rejects(tmp_path, most_bytes=500)
    for _ in range(20):
        rejects.keep("s", RECORD, "x")
    assert (tmp_path / NAME).stat().st_size <= 500
    assert rejects.unkept > 10


def test_a_folder_that_cannot_be_written_is_counted(tmp_path):
    rejects = Rejects(tmp_path / "none")
    rejects.keep("s", RECORD, "x")
    assert rejects.unkept == 1


def test_a_link_in_its_place_is_not_followed(tmp_path):
    (tmp_path / NAME).symlink_to(tmp_path / "elsewhere")
    Rejects(tmp_path).keep("s", RECORD, "x")
    assert not (tmp_path / "elsewhere").exists()
