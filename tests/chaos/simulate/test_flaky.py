from __future__ import annotations

import pytest
import trio

from callcore.engines.chat import Delta, Finished, TextDelta
from callcore.engines.errors import EngineError, EngineLost
from callcore.engines.scripted import Fault, ScriptedLanguageModel
from chaos.simulate.flaky import THINKS_S, FlakyModel


@pytest.fixture
def model():
    said = [TextDelta("Hello "), TextDelta("there.")]
    return FlakyModel(ScriptedLanguageModel(lambda *_: said, first_s=0, delta_s=0))


async def reply_of(model, found=None):
    found = [] if found is None else found
    async with model.reply([], (), "en") as deltas:
        async for delta in deltas:
            found += [delta]
    return found


async def test_without_a_fault_all_is_passed_on(autojump_clock, model):
    begin_s = trio.current_time()
    found = await reply_of(model)
    assert found[:2] == [TextDelta("Hello "), TextDelta("there.")]
    assert isinstance(found[-1], Finished)
    assert trio.current_time() - begin_s == pytest.approx(THINKS_S)
    assert model.name == "flaky-scripted-llm"


@pytest.mark.parametrize(
    ("mode", "error"), [("error", EngineError), ("lost", EngineLost)]
)
async def test_it_fails_after_so_many_deltas(autojump_clock, model, mode, error):
    model.fault = Fault(mode, after=1)
    found: list[Delta] = []
    with pytest.raises(error):
        await reply_of(model, found)
    assert found == [TextDelta("Hello ")]


async def test_a_hanging_one_never_ends(autojump_clock, model):
    model.fault = Fault("hang")
    with trio.move_on_after(1000) as scope:
        await reply_of(model)
    assert scope.cancelled_caught


async def test_garbage_comes_between_the_words(autojump_clock, model):
    model.fault = Fault("garbage")
    texts = [delta.text for delta in await reply_of(model) if hasattr(delta, "text")]
    assert [text for text in texts if "garbage" in text]
    assert "Hello " in texts
