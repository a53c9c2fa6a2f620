from __future__ import annotations

import json
import stat

import pytest

from callcore.shared.rollout import audit
from callcore.shared.rollout.audit import AuditError, Entry, FileAudit, MemoryAudit
from callcore.shared.rollout.changes import widened
from tests.callcore.shared.rollout.plans import ANN, running

FIRST = Entry(None, running())
SECOND = Entry(running(), widened(running(), 900, None, ANN))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "rollout" / "audit.jsonl"


@pytest.fixture(params=["memory", "file"])
def log(request, path):
    return MemoryAudit() if request.param == "memory" else FileAudit(path)


def test_a_new_log_is_empty(log):
    assert log.newest(10) == []


def test_entries_are_kept_in_order(log):
    log.append(FIRST)
    log.append(SECOND)
    assert log.newest(10) == [FIRST, SECOND]
    assert log.newest(1) == [SECOND]
    assert log.newest(0) == []


def test_a_line_says_who_what_why_and_when(path):
    FileAudit(path).append(SECOND)
    (line,) = path.read_text().splitlines()
    record = json.loads(line)
    assert (record["by"], record["why"]) == ("ann", "to see how it does")
    assert record["at"] == "2026-11-22T12:00:00.000Z"
    assert (record["before"]["buckets"], record["after"]["buckets"]) == (500, 900)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_outlives_its_process(path):
    FileAudit(path).append(FIRST)
    FileAudit(path).append(SECOND)
    assert FileAudit(path).newest(10) == [FIRST, SECOND]


@pytest.mark.parametrize("cut", [1, 20, 300])
def test_a_torn_last_line_costs_only_itself(path, cut):
    log = FileAudit(path)
    log.append(FIRST)
    log.append(SECOND)
    path.write_bytes(path.read_bytes()[:-cut])
    torn = [FIRST, SECOND] if cut == 1 else [FIRST]
    assert log.newest(10) == torn
    log.append(SECOND)
    assert log.newest(10) == [*torn, SECOND]
    assert log.damaged_lines == (0 if cut == 1 else 1)


@pytest.mark.parametrize(
    "garbage", [b"\xff\xfe", b"{}", b"[]", b'"x"', b"[" * 5000, b'{"before": 1, "after": 2}']
)  # fmt: skip
def test_garbage_lines_are_passed_over_and_counted(path, garbage):
    log = FileAudit(path)
    log.append(FIRST)
    with path.open("ab") as file:
        file.write(garbage + b"\n")
    log.append(SECOND)
    assert log.newest(10) == [FIRST, SECOND]
    assert log.damaged_lines == 1


def test_a_full_log_takes_no_entry_and_keeps_what_it_has(path, monkeypatch):
    log = FileAudit(path)
    log.append(FIRST)
    monkeypatch.setattr(audit, "AUDIT_BYTES", path.stat().st_size + 10)
    with pytest.raises(AuditError, match=r"full\.$"):
        log.append(SECOND)
    assert log.newest(10) == [FIRST]


def test_a_log_that_cannot_be_written_or_read_says_so(path):
    path.mkdir(parents=True)
    with pytest.raises(AuditError, match="takes no entry"):
        FileAudit(path).append(FIRST)
    with pytest.raises(AuditError, match="cannot be read"):
        FileAudit(path).newest(1)
