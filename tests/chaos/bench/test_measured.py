from __future__ import annotations

import os

import pytest

from chaos.bench import measured


def test_the_machine_says_what_it_is():
    about = measured.machine()
    assert about.startswith(f"{len(os.sched_getaffinity(0))} cores of ")
    assert "Python 3." in about


def test_a_process_gets_a_core_of_its_own(monkeypatch):
    asked = []
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {2, 5})
    monkeypatch.setattr(os, "sched_setaffinity", lambda *args: asked.append(args))
    measured.pin(11, 0)
    measured.pin(12, 1)
    measured.pin(13, 2)
    assert asked == [(11, {2}), (12, {5}), (13, {2})]


def test_on_one_core_nothing_is_pinned(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0})
    monkeypatch.setattr(os, "sched_setaffinity", lambda *_: pytest.fail("pinned"))
    measured.pin(11, 0)


@pytest.mark.integration
def test_two_calls_are_measured(monkeypatch):
    """Only that it works: what it measures is no test's business."""
    monkeypatch.setattr(measured, "pin", lambda *_: None)
    found = measured.load(2, 4.0)
    assert (found["calls"], found["lost"]) == (2, 0)
    assert found["turns"] >= 1
    assert found["frames"] > 50
    assert found["gap_p50_ms"] > 0
    assert {"core_percent", "tick_p99_ms", "kb_per_call"} <= set(found)


@pytest.mark.integration
def test_aborted_calls_leave_the_server_as_it_was(monkeypatch):
    monkeypatch.setattr(measured, "pin", lambda *_: None)
    found = measured.leaks(50)
    assert found["aborts"] == 50
    assert found["after"]["live"] == 0
    for what in ("tasks", "fds"):
        assert found["after"][what] <= found["before"][what], what
