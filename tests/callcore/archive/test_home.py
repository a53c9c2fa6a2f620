"""The id of a machine's data folder."""

from __future__ import annotations

import pytest

from callcore.archive.home import NAME, home_of


def test_it_is_made_once_and_stays(tmp_path):
    first = home_of(tmp_path / "data")
    assert home_of(tmp_path / "data") == first
    assert (tmp_path / "data" / NAME).stat().st_mode & 0o777 == 0o600
    assert home_of(tmp_path / "other") != first


def test_a_file_that_holds_none_is_made_anew(tmp_path):
    (tmp_path / NAME).write_text("torn")
    made = home_of(tmp_path)
    assert home_of(tmp_path) == made


def test_a_disk_that_refuses_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="directory"):
        home_of(tmp_path / "file")
