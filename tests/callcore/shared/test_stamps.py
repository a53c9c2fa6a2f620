from __future__ import annotations

import time

from callcore.shared import stamps


def test_a_stamp_is_utc_to_the_millisecond():
    assert stamps.utc_text(0.0015) == "1970-01-01T00:00:00.001Z"


def test_a_stamp_for_files_sorts_by_time():
    assert stamps.file_text(0) == "19700101-000000"
    assert stamps.file_text(0) < stamps.file_text(1) < stamps.file_text(10**9)


def test_now_is_now():
    assert abs(stamps.now_s() - time.time()) < 60
    assert stamps.now_text().endswith("Z")
