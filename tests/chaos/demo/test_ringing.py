"""A whole call over real sockets, with a stand-in for callcore."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import trio

from chaos.demo.caller import OneSentence
from chaos.demo.house import House
from chaos.demo.ringing import Finished, Plan, ring
from chaos.demo.verdict import Verdict
from chaos.faults.fault import Context, Fault
from tests.chaos.demo.shopfront import CALL_ID, Shopfront
from tests.chaos.demo.test_gaps import pcm_of

pytestmark = pytest.mark.integration

STORE: Any = SimpleNamespace(pid=1234)
CLIPS = {"Hi.": pcm_of(400, (0, 400))}


class Harmless(Fault):
    """Strikes, and nothing happens."""

    name = "harmless"
    about = "nothing breaks"

    def __init__(self):
        self.context: Context | None = None

    async def inject(self, context):
        self.context = context


def plan_for(shopfront, tmp_path, fault=None, judged=None):
    def judge(finished):
        if judged is not None:
            judged.append(finished)
        return Verdict(True, "as told")

    built = House(tmp_path, shopfront.ports, "http://127.0.0.1:9", STORE, STORE)
    return Plan(
        built, "en", OneSentence("Hi."), CLIPS, judge, lambda _scene: None, fault
    )


async def test_a_call_is_made_heard_and_measured(tmp_path):
    judged: list[Finished] = []
    with trio.fail_after(30):
        async with Shopfront(tmp_path).open() as shopfront:
            result = await ring(plan_for(shopfront, tmp_path, judged=judged))
    assert result.call_id == CALL_ID
    assert result.ending == "end"
    assert [one.side for one in result.scene.entries] == ["agent", "caller", "agent"]
    assert len(result.gaps_ms) == 1
    assert 0 <= result.gaps_ms[0] < 5000
    assert result.verdict.ok
    assert judged[0].rescue is None


async def test_a_fault_strikes_after_the_first_answer_and_the_operator_is_timed(
    tmp_path,
):
    fault = Harmless()
    with trio.fail_after(30):
        async with Shopfront(tmp_path, "human").open() as shopfront:
            result = await ring(plan_for(shopfront, tmp_path, fault))
    assert fault.context is not None
    assert fault.context.store_pid == 1234
    assert fault.context.engines_socket == tmp_path / "engines.sock"
    assert result.ending == "human"
    assert result.fault == "harmless"
    assert result.rescue is not None
    assert 0 < result.rescue.fault_to_human_s < 20
    assert shopfront.handed_over
    notes = [one.text for one in result.scene.entries if one.side == "note"]
    assert notes == ["FAULT: nothing breaks"]
    operator = [one.text for one in result.scene.entries if one.side == "operator"]
    assert "Operator speaking" in operator[0]
    assert "s after the fault" in operator[0]


async def test_without_a_callcore_the_caller_is_at_the_operator_at_once(tmp_path):
    with trio.fail_after(30):
        result = await ring(plan_for(Shopfront(tmp_path), tmp_path))
    assert result.ending == "human"
    assert result.call_id == ""
    assert result.recording is None
    assert result.rescue is None


async def test_the_recording_is_found(tmp_path):
    with trio.fail_after(30):
        async with Shopfront(tmp_path).open() as shopfront:
            shopfront.folder.mkdir(parents=True)
            (shopfront.folder / "recording.wav").touch()
            result = await ring(plan_for(shopfront, tmp_path))
    assert result.recording == shopfront.folder / "recording.wav"
