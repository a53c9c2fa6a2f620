from __future__ import annotations

import subprocess
import sys

import pytest
import trio

from callcore.engines.errors import EngineLost
from callcore.engines.scripted import Fault, ScriptedSpeechToText
from chaos.bench import measured, streams
from chaos.bench.standing import google_process


async def test_utterances_grow_ten_times_a_second_and_nothing_else_happens(
    autojump_clock,
):
    found = await streams.follow(None, 5, 10.0)
    assert found["chunks"] == pytest.approx(5 * 10 * 10, abs=5)
    assert (found["answered"], found["texts"], found["failures"]) == (0, 0, [])
    assert trio.current_time() == pytest.approx(streams.WARM_S + 10, abs=0.2)


async def test_every_stream_is_heard_and_answers(autojump_clock):
    made = []

    def make():
        made.append(ScriptedSpeechToText(["hello"] * 99))
        return made[-1]

    found = await streams.follow(make, 5, 10.0)
    assert len(made) == found["answered"] == found["texts"] == 5
    assert found["partials"] == pytest.approx(5 * 10 * 2, abs=10)


async def test_streams_that_fail_are_told_and_end_the_measurement(autojump_clock):
    engine = ScriptedSpeechToText(["hello"] * 9)
    engine.fault = Fault("lost")
    found = await streams.follow(lambda: engine, 2, 3.0)
    assert found["failures"] == ["scripted-loss"]
    assert (found["answered"], found["texts"]) == (0, 0)


async def test_streams_that_never_answer_are_given_up(autojump_clock):
    engine = ScriptedSpeechToText(["hello"] * 9)
    engine.fault = Fault("hang")
    found = await streams.follow(lambda: engine, 2, 3.0)
    assert (found["answered"], found["texts"], found["failures"]) == (0, 0, [])
    assert trio.current_time() <= streams.WARM_S + 3 + streams.END_S + 0.2


async def test_lag_is_what_a_task_missed_that_wants_to_run_every_10_ms(autojump_clock):
    wakes: list[streams.Wake] = []

    async def stall():
        await trio.sleep(0.1)
        autojump_clock.jump(0.05)  # the loop stands still

    async with trio.open_nursery() as nursery:
        nursery.start_soon(stall)
        with trio.move_on_after(0.5):
            await streams.watch_lag(wakes)
        nursery.cancel_scope.cancel()
    late = sorted(round(wake.lag_s, 3) for wake in wakes if wake.lag_s > 0.001)
    assert late[-1] == pytest.approx(0.05, abs=0.011)
    assert len(late) >= 4  # each time that was missed counts


@pytest.fixture
def runs(monkeypatch):
    def run(engine, _endpoint, count, _seconds):
        return {
            "streams": count,
            "core_percent": 30.0 if engine == "google" else 7.0,
            "lag_p99_ms": 2.0 if engine == "google" else 1.1,
            "lag_max_ms": 4.0 if engine == "google" else 1.2,
            "answered": count if engine == "google" else 0,
        }

    monkeypatch.setattr(streams, "_run", run)


def test_what_the_growing_costs_is_not_the_clients(runs):
    found = streams.measure("http://127.0.0.1:1", 100, 5.0)
    assert found["percent_per_stream"] == 0.23
    assert found["bare_percent_per_stream"] == 0.07
    assert (found["lag_p99_ms"], found["bare_lag_p99_ms"]) == (2.0, 1.1)
    assert (found["answered"], found["bare_lag_max_ms"]) == (100, 1.2)


@pytest.mark.integration
def test_the_growing_alone_is_measured_in_a_process_of_its_own():
    found = streams._run("none", "-", 3, 1.0)
    assert (found["streams"], found["failures"]) == (3, [])
    assert found["core_percent"] > 0
    assert found["chunks"] >= 20


def test_a_process_that_fails_is_no_measurement(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(subprocess.CalledProcessError):
        streams._run("none", "-", 1, 1.0)


async def test_a_failure_is_named_by_its_reason_only(autojump_clock):
    class Leaky(ScriptedSpeechToText):
        async def transcribe(self, *_arguments):
            raise EngineLost("google", "cut")

    found = await streams.follow(Leaky, 1, 2.0)
    assert found["failures"] == ["cut"]


@pytest.mark.integration
def test_streams_on_sockets_are_all_heard(monkeypatch):
    """Only that it works: what it costs is no test's business."""
    monkeypatch.setattr(measured, "pin", lambda *_: None)
    with google_process("--deaf") as endpoint:
        found = streams._run("google", endpoint, 3, 1.5)
    assert (found["answered"], found["texts"], found["failures"]) == (3, 3, [])
    assert found["core_percent"] > 0


def test_time_in_line_is_nobodys_lateness_here():
    quiet = [streams.Wake(0.01 * n, 0.01 * n + 0.001, 0.5) for n in range(10)]
    # 50 ms late, 40 of them in line; the times that were missed come at once
    late = [streams.Wake(0.1 + 0.01 * n, 0.15, 0.54) for n in range(5)]
    found = streams.own_lags_s([*quiet, *late])
    assert found == pytest.approx([0.0] * 3 + [0.0] + [0.001] * 10 + [0.01], abs=1e-9)
    assert streams.own_lags_s([]) == []


def test_time_in_line_is_read_from_the_kernel(tmp_path):
    file = tmp_path / "schedstat"
    assert streams.waited_s(file) == 0.0
    file.write_text("123 2500000000 7\n")
    assert streams.waited_s(file) == 2.5
    file.write_text("garbage\n")
    assert streams.waited_s(file) == 0.0
