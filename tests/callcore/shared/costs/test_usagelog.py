from __future__ import annotations

import logging
import os
import resource
import signal
import stat
from dataclasses import replace

import pytest

from callcore.shared.costs.usage import Usage
from callcore.shared.costs.usagelog import FileUsageLog, MemoryUsageLog
from callcore.shared.costs.usageread import read_usage, usage_files
from tests.callcore.shared.costs.contracts import LINES, UsageLogContract
from tests.callcore.shared.costs.madeup import AT, event, stt


@pytest.fixture
def drops():
    return []


class TestMemoryUsageLog(UsageLogContract):
    @pytest.fixture
    def log(self, drops):
        return MemoryUsageLog(lambda: drops.append(1))

    @pytest.fixture
    def small(self, log):
        log._most = 2
        return log

    @pytest.fixture
    def read(self, log):
        return lambda: list(log.records)


class TestFileUsageLog(UsageLogContract):
    @pytest.fixture
    def log(self, drops, tmp_path):
        log = FileUsageLog(tmp_path / "usage", "w1", lambda: drops.append(1))
        yield log
        log.close()

    @pytest.fixture
    def small(self, drops, tmp_path):
        log = FileUsageLog(
            tmp_path / "usage", "w1", lambda: drops.append(1), most_day_bytes=900
        )
        yield log
        log.close()

    @pytest.fixture
    def read(self, tmp_path):
        def read():
            found = read_usage(usage_files([tmp_path / "usage"]))
            assert not found.garbage
            assert not found.torn
            return [*found.spent, *found.calls]

        return read


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "deep" / "usage"


@pytest.fixture
def log(folder):
    log = FileUsageLog(folder, "w1")
    yield log
    log.close()


def read(folder):
    return read_usage(usage_files([folder]))


def test_a_day_has_a_file_of_its_own_that_only_its_owner_reads(log, folder):
    log.append(LINES[0])
    tomorrow = replace(LINES[1].event, at="2026-11-23T00:00:00.000Z")
    log.append(replace(LINES[1], event=tomorrow))
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["w1-2026-11-22.jsonl", "w1-2026-11-23.jsonl"]
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_name_of_a_worker_cannot_leave_the_folder(folder):
    log = FileUsageLog(folder, "../../etc/w")
    log.append(LINES[0])
    log.close()
    assert [path.parent for path in folder.iterdir()] == [folder]


def test_a_worker_that_starts_again_goes_on_with_the_file_of_the_day(log, folder):
    log.append(LINES[0])
    log.close()
    again = FileUsageLog(folder, "w1")
    again.append(LINES[1])
    again.close()
    assert read(folder).spent == LINES[:2]


def test_the_size_of_a_file_counts_over_a_restart(log, folder):
    log.append(LINES[0])
    log.close()
    again = FileUsageLog(folder, "w1", most_day_bytes=400)
    again.append(LINES[1])
    again.close()
    assert again.dropped == 1


def test_a_line_torn_by_a_crash_spoils_no_other(log, folder):
    log.append(LINES[0])
    log.close()
    (path,) = folder.iterdir()
    os.truncate(path, path.stat().st_size - 5)
    again = FileUsageLog(folder, "w1")
    again.append(LINES[1])
    again.append(LINES[2])
    again.close()
    found = read(folder)
    assert found.spent == LINES[1:3]
    assert found.garbage == 1


def test_a_full_disk_drops_and_the_next_line_stands_alone(log, folder):
    log.append(LINES[0])
    size = next(folder.iterdir()).stat().st_size
    was = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20, hard))
        log.append(LINES[1])  # 20 bytes of it
        log.append(LINES[2])  # nothing
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, was)
    assert log.dropped == 2
    log.append(LINES[3])
    found = read(folder)
    assert found.spent == [LINES[0], LINES[3]]
    assert found.garbage == 1


def test_a_folder_that_cannot_be_made_drops_until_it_can(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    log = FileUsageLog(blocked / "usage", "w1")
    log.append(LINES[0])
    assert log.dropped == 1
    blocked.unlink()
    log.append(LINES[1])
    log.close()
    assert read(tmp_path / "file" / "usage").spent == [LINES[1]]


def test_what_no_json_can_say_is_dropped(log, folder):
    bad = stt(1, speech_ms=object())  # such as a number of numpy's
    log.append(replace(LINES[0], event=event(bad)))
    long = Usage("stt", "google", "m" * 9000, "stream", "audio_ms", 1)
    log.append(replace(LINES[0], event=event(long)))
    log.append(LINES[1])
    assert log.dropped == 2
    assert read(folder).spent == [LINES[1]]


def test_a_reason_is_told_once_a_day(tmp_path, caplog):
    blocked = tmp_path / "file"
    blocked.write_text("")
    log = FileUsageLog(blocked / "usage", "w1")
    with caplog.at_level(logging.WARNING):
        for record in LINES:
            log.append(record)
    assert [entry.message for entry in caplog.records] == ["usage dropped"]
    assert caplog.records[0].reason == "NotADirectoryError"
    assert AT[:10] not in caplog.text
