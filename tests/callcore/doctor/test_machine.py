from __future__ import annotations

import shutil
from types import SimpleNamespace

import pytest

from callcore.doctor.machine import (
    check_clock,
    check_folder,
    check_machine,
    check_python,
)
from callcore.shared.config import load


@pytest.mark.parametrize(
    ("version", "grade"),
    [((3, 10), "bad"), ((3, 11), "ok"), ((3, 13), "ok"), ((3, 14), "bad")],
)
def test_the_supported_pythons_are_known(version, grade):
    assert check_python(version).grade == grade


@pytest.mark.parametrize(
    ("now_s", "grade"), [(0.0, "bad"), (1_795_000_000.0, "ok"), (5e9, "bad")]
)
def test_a_clock_that_cannot_be_right_is_found(now_s, grade):
    assert check_clock(now_s).grade == grade


def test_a_folder_that_does_not_exist_yet_is_fine_if_it_can_be_made(tmp_path):
    assert check_folder("data", tmp_path / "a" / "b").grade == "ok"
    assert not (tmp_path / "a").exists()


def test_a_file_in_the_way_is_found(tmp_path):
    (tmp_path / "file").write_text("")
    finding = check_folder("data", tmp_path / "file" / "b")
    assert (finding.grade, "is a file" in finding.sentence) == ("bad", True)


def test_a_full_disk_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(
        shutil, "disk_usage", lambda _place: SimpleNamespace(free=10**7)
    )
    finding = check_folder("data", tmp_path)
    assert finding.grade == "bad"
    assert "10 MB" in finding.sentence


def test_this_machine_runs_its_own_tests():
    topics = {finding.topic for finding in check_machine(load({"HOME": "/tmp"}))}
    assert topics == {"python", "clock", "data", "cache"}
