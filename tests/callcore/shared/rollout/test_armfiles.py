from __future__ import annotations

import json
import stat

import pytest

from callcore.shared.rollout.armfiles import ArmFiles, Published, merged
from callcore.shared.rollout.counters import ArmCounters, Tally


def tally(n):
    return Tally(candidate=ArmCounters(utterances=n))


def publish(folder, worker, n, since=7):
    ArmFiles(folder, worker).publish(Published(since, tally(n), 3, 44))


def test_a_worker_adds_up_the_others_and_leaves_out_itself(tmp_path):
    for worker, n in (("w1", 1), ("w2", 10), ("w3", 100)):
        publish(tmp_path, worker, n)
    assert ArmFiles(tmp_path, "w2").others(7) == tally(101)
    assert merged(tmp_path, 7) == tally(111)


def test_counters_of_another_experiment_are_passed_over(tmp_path):
    publish(tmp_path, "w1", 1)
    publish(tmp_path, "w2", 10, since=6)
    assert merged(tmp_path, 7) == tally(1)
    assert merged(tmp_path, 6) == tally(10)


def test_a_worker_that_starts_again_finds_its_own(tmp_path):
    assert ArmFiles(tmp_path, "w1").own() is None
    publish(tmp_path, "w1", 5)
    assert ArmFiles(tmp_path, "w1").own() == Published(7, tally(5), 3, 44)


def test_nobody_counted_anything_where_there_is_no_folder(tmp_path):
    assert merged(tmp_path / "none", 7) == Tally()


@pytest.mark.parametrize(
    "garbage",
    [b"", b"{", b"[]", b"null", b"\xff", b"[" * 5000, b"x" * 20_000,
     b'{"since": 7}', b'{"since": 1e999}'],
)  # fmt: skip
def test_garbage_of_one_worker_hides_no_other(tmp_path, garbage):
    publish(tmp_path, "w1", 5)
    (tmp_path / "arms-w2.json").write_bytes(garbage)
    (tmp_path / "arms-w3.json").mkdir()
    assert merged(tmp_path, 7) == tally(5)
    assert ArmFiles(tmp_path, "w2").own() is None


@pytest.mark.parametrize("since", [None, "x", [], 1e400])
def test_a_file_without_its_experiment_is_garbage(tmp_path, since):
    publish(tmp_path, "w1", 5)
    path = tmp_path / "arms-w1.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"since": since}))
    assert merged(tmp_path, 7) == Tally()


def test_files_are_private_and_names_are_words(tmp_path):
    publish(tmp_path, "w1", 5)
    assert stat.S_IMODE((tmp_path / "arms-w1.json").stat().st_mode) == 0o600
    with pytest.raises(ValueError, match="word"):
        ArmFiles(tmp_path, "../w1")
