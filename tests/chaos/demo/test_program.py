"""The demo from its first line to its exit code, with everything heavy replaced."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
import trio
from rich.console import Console

from callcore.shared.config import load
from callcore.shared.costs.usageread import read_usage
from chaos.demo import program as programs
from chaos.demo.arguments import Options
from chaos.demo.caller import OneSentence
from chaos.demo.cast import Cast
from chaos.demo.children import ChildError
from chaos.demo.engines import Engines
from chaos.demo.house import House
from chaos.demo.ports import Ports
from chaos.demo.program import Program
from chaos.demo.records import Kept
from chaos.demo.result import CallResult
from chaos.demo.scene import Scene
from chaos.demo.verdict import Verdict
from chaos.demo.voice import VoiceMissing
from tests.chaos.demo.test_spending import HEARD, spent

DEFAULTS = Options()
OK = Verdict(True, "as asked")
BAD = Verdict(False, "no order")
NOBODY: Any = None
ROW = {
    "outcome": "ended",
    "reason": "goodbye",
    "turns": 5,
    "tool_calls": 4,
    "barge_ins": 0,
    "degradations": 0,
    "worst_turn_ms": 1700,
    "cost_micros": 1600,
    "order_ids": ["o-1"],
}


@dataclass
class Stage:
    """What a test may set, and what it may look at."""

    verdicts: list[Verdict]
    folders: list[Path]


@pytest.fixture
def stage(monkeypatch, tmp_path):
    """Replace models, voices, processes and calls; verdicts are taken from a list."""
    verdicts = [OK]
    folders: list[Path] = []

    @asynccontextmanager
    async def house(plan, tell):
        folders.append(plan.folder)
        yield House(plan.folder, Ports(1, 2, 3), "", NOBODY, NOBODY)

    async def ring(plan):
        scene = Scene()
        scene.put("caller", "Hello.", final=True)
        plan.show(scene)
        recording = plan.house.data_dir / "r.wav"
        recording.write_bytes(b"RIFF")
        verdict = verdicts.pop(0) if len(verdicts) > 1 else verdicts[0]
        return CallResult("c1", verdict, "end", scene, [900], recording=recording)

    async def wait_kept(data_dir, call_id, *, recorded):
        assert recorded
        return Kept({**ROW, "call_id": call_id}, spent(HEARD), None)

    monkeypatch.setattr(programs, "wait_kept", wait_kept)
    monkeypatch.setattr(programs, "house", house)
    monkeypatch.setattr(programs, "ring", ring)
    monkeypatch.setattr(programs, "prepare_whisper", lambda _cache, _progress: None)
    monkeypatch.setattr(programs, "cast", chosen)
    return Stage(verdicts, folders)


def chosen(_options, _cache):
    return Cast(lambda: OneSentence("Hi"), {}, lambda _finished: OK, "a call")


async def run(tmp_path, options=DEFAULTS, terminal=False):
    screen = Console(file=io.StringIO(), force_terminal=terminal, width=120)
    environment = {
        "CALLCORE_DATA_DIR": str(tmp_path / "state"),
        "CALLCORE_CACHE_DIR": str(tmp_path / "cache"),
    }
    code = await Program(options, load(environment), screen).run()
    return code, cast("io.StringIO", screen.file).getvalue()


async def test_a_good_call_ends_with_0_and_a_report(stage, tmp_path):
    code, told = await run(tmp_path)
    assert code == 0
    assert "Transcript" in told
    assert "OK: as asked" in told


async def test_a_bad_call_ends_with_1(stage, tmp_path):
    stage.verdicts[:] = [BAD]
    code, told = await run(tmp_path)
    assert code == 1
    assert "FAILED: no order" in told


async def test_one_bad_call_of_several_ends_with_1_and_a_summary(stage, tmp_path):
    stage.verdicts[:] = [OK, BAD, OK]
    path = tmp_path / "out.json"
    code, told = await run(tmp_path, Options(calls=3, json=path))
    assert code == 1
    assert "2 of 3 calls" in told
    assert json.loads(path.read_text())["ok"] == 2


async def test_the_live_view_is_used_on_a_terminal_and_not_with_plain(stage, tmp_path):
    _, live = await run(tmp_path, terminal=True)
    _, plain = await run(tmp_path, Options(plain=True), terminal=True)
    assert "\x1b[?25l" in live  # the cursor is hidden while it draws
    assert "\x1b[?25l" not in plain


async def test_the_recording_outlives_the_private_folder(stage, tmp_path):
    await run(tmp_path)
    assert not stage.folders[0].exists()
    assert (tmp_path / "state" / "demo" / "c1.wav").exists()


async def test_what_a_call_cost_is_told_and_its_records_outlive_the_folder(
    stage, tmp_path
):
    path = tmp_path / "out.json"
    _, told = await run(tmp_path, Options(json=path))
    assert "google v2/latest_long" in told
    assert "ended, goodbye: 5 turns, 4 tool calls" in told
    assert json.loads(path.read_text())["each"][0]["cost_micros"] == {"stt": 1_600}
    kept = tmp_path / "state" / "demo" / "usage" / "c1.jsonl"
    assert len(read_usage([kept]).spent) == 1


async def test_a_vendor_without_its_settings_is_one_sentence(stage, tmp_path):
    code, told = await run(tmp_path, Options(engines=Engines(stt="google")))
    assert code == 2
    assert "also needs CALLCORE_GOOGLE_PROJECT. Or add --emulated." in told
    assert not stage.folders


async def test_the_private_folder_is_kept_on_demand_and_named(stage, tmp_path):
    _, told = await run(tmp_path, Options(keep=True))
    assert stage.folders[0].is_dir()
    assert f"kept: {stage.folders[0]}" in told
    shutil.rmtree(stage.folders[0])


@pytest.mark.parametrize(
    "problem", [VoiceMissing("no voice; `just voices`"), ChildError("store is dead")]
)
async def test_what_cannot_run_says_so_in_a_sentence_and_ends_with_2(
    stage, tmp_path, monkeypatch, problem
):
    def cast(_options, _cache):
        raise problem

    monkeypatch.setattr(programs, "cast", cast)
    code, told = await run(tmp_path)
    assert code == 2
    assert f"the demo cannot run: {problem}" in told
    assert "Traceback" not in told


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_the_demo_and_cleans_up(
    stage, tmp_path, monkeypatch, number
):
    async def ring(_plan):
        os.kill(os.getpid(), number)
        await trio.sleep_forever()

    monkeypatch.setattr(programs, "ring", ring)
    with trio.fail_after(30):
        code, _ = await run(tmp_path)
    assert code == 130
    assert not stage.folders[0].exists()


async def test_the_preparation_of_models_is_shown(stage, tmp_path, monkeypatch):
    def prepare(_cache, progress):
        for share in (0.0, 0.1, 0.3, 0.6, 1.0):
            progress(share)

    monkeypatch.setattr(programs, "prepare_whisper", prepare)
    _, told = await run(tmp_path)
    assert "preparing Whisper, once: 30%" in told
    assert "preparing Whisper, once: 100%" in told
    assert "10%" not in told
