"""The watched model: it changes nothing and sees the first token and failures."""

from __future__ import annotations

import pytest
import trio

from callcore.engines.chat import Delta, Finished, Message, TextDelta, ToolCall
from callcore.engines.errors import EngineLost
from callcore.engines.scripted import ScriptedLanguageModel
from chaos.prompts.live.watching import WatchedModel

HELLO = (Message("user", "hello"),)


async def replied(model):
    async with model.reply(HELLO, (), "en") as deltas:
        return [delta async for delta in deltas]


async def test_it_passes_on_what_it_watches(autojump_clock):
    script: list[Delta] = [
        TextDelta("Hi."),
        ToolCall("1", "end_call", "{}"),
        Finished("stop", 7, 3),
    ]
    model = WatchedModel(ScriptedLanguageModel([script, script], first_s=0.3))
    assert await replied(model) == script
    assert await replied(model) == script
    assert model.first_token_ms == pytest.approx([300, 300], abs=25)
    assert (model.tokens_in, model.tokens_out) == (14, 6)
    assert model.failed is None
    assert model.name == "scripted-llm"


class Failing:
    """A model that breaks after its first word."""

    name = "failing"

    def __init__(self):
        self.times = 0

    def reply(self, messages, tools, language):
        @trio.as_safe_channel
        async def stream():
            self.times += 1
            yield TextDelta("Hi")
            raise EngineLost("failing", f"cut-{self.times}")

        return stream()


async def test_the_first_failure_is_kept_and_goes_on(autojump_clock):
    model = WatchedModel(Failing())
    for _ in range(2):
        with pytest.raises(EngineLost):
            await replied(model)
    assert model.failed is not None
    assert model.failed.reason == "cut-1"
    assert len(model.first_token_ms) == 2
