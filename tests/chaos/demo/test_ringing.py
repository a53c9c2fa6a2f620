"""A whole call over real sockets, with a stand-in for callcore."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
import trio

from chaos.demo import ringing
from chaos.demo.caller import OneSentence
from chaos.demo.house import House
from chaos.demo.ringing import Finished, Plan, ring
from chaos.demo.verdict import Verdict
from chaos.faults.fault import Context, Fault, Moment
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


class Late(Harmless):
    """Waits for a number that nobody dictates here."""

    moment: ClassVar[Moment] = "dictating"


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
    judged: list[Finished] = []
    with trio.fail_after(30):
        async with Shopfront(tmp_path, "human").open() as shopfront:
            result = await ring(plan_for(shopfront, tmp_path, fault, judged))
    assert fault.context is not None
    assert fault.context.store_pid == 1234
    assert fault.context.engines_socket == tmp_path / "engines.sock"
    assert result.ending == "human"
    assert result.fault == "harmless"
    assert not judged[0].strike.felt  # nothing was degraded
    assert judged[0].strike.struck
    assert result.rescue is not None
    assert 0 < result.rescue.fault_to_human_s < 20
    assert shopfront.handed_over
    notes = [one.text for one in result.scene.entries if one.side == "note"]
    assert notes == ["FAULT: nothing breaks"]
    operator = [one.text for one in result.scene.entries if one.side == "operator"]
    assert "Operator speaking" in operator[0]
    assert "s after the fault" in operator[0]


async def test_a_fault_waits_for_its_own_moment(tmp_path):
    fault = Late()
    judged: list[Finished] = []
    with trio.fail_after(30):
        async with Shopfront(tmp_path).open() as shopfront:
            result = await ring(plan_for(shopfront, tmp_path, fault, judged))
    assert fault.context is None
    assert not judged[0].strike.struck
    assert result.fault_gap_ms is None


def struck(moment, turns_before, degraded):
    """Return whether a fault was felt that struck after so many answered turns."""
    fault = Late() if moment == "dictating" else Harmless()
    one = ringing._Ringing(plan_for(SimpleNamespace(ports=None), None, fault))
    one._fault_s, one._turns_before = 1.0, turns_before
    one._talk.scene.degraded = degraded
    return one._felt()


@pytest.mark.parametrize(
    ("moment", "degraded", "felt"),
    [
        ("answered", [], False),
        ("answered", [5], True),
        ("dictating", [3], True),
        ("dictating", [4], False),
        ("dictating", [], False),
    ],
)
async def test_a_fault_in_the_number_must_be_felt_in_the_number(moment, degraded, felt):
    assert struck(moment, 3, degraded) is felt


async def test_a_withheld_number_is_not_told(tmp_path):
    with trio.fail_after(30):
        async with Shopfront(tmp_path).open() as shopfront:
            hidden = replace(plan_for(shopfront, tmp_path), withheld=True)
            await ring(plan_for(shopfront, tmp_path))
            await ring(hidden)
    assert shopfront.callers == ["+380441234567", ""]


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
