from __future__ import annotations

import pytest
import trio
import trio.testing

from callcore.call.guess import HELD_MAX, Guess, Question
from callcore.engines.chat import Finished, Message, TextDelta, ToolCall
from callcore.engines.errors import EngineError
from callcore.engines.scripted import Fault, ScriptedLanguageModel

SYSTEM = Message("system", "x")


def asked(text, *before, language="en"):
    return Question([SYSTEM, *before, Message("user", text)], (), language)


async def read(guess):
    return [delta async for delta in guess]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (asked("Two tyres, please."), asked("two tyres please")),
        (asked("Привіт!"), asked("привіт")),
    ],
)
def test_case_and_punctuation_do_not_make_another_question(one, other):
    assert one.is_as(other)


@pytest.mark.parametrize(
    "other",
    [
        asked("two tyres please and"),
        asked("two tyres please", language="uk"),
        asked("two tyres please", Message("assistant", "Hello.")),
        Question([], (), "en"),
        Question([SYSTEM, Message("tool", "two tyres please")], (), "en"),
    ],
)
def test_other_words_context_or_language_make_another_question(other):
    assert not asked("two tyres please").is_as(other)
    assert not other.is_as(asked("two tyres please"))


async def test_what_came_before_the_adoption_is_read_first(autojump_clock, nursery):
    guess = Guess(asked("hi"))
    nursery.start_soon(guess.run, ScriptedLanguageModel(["Good day to you."]))
    await trio.sleep(0.25)
    guess.adopt()
    deltas = await read(guess)
    texts = [delta.text for delta in deltas if isinstance(delta, TextDelta)]
    assert "".join(texts) == "Good day to you."
    assert isinstance(deltas[-1], Finished)


async def test_a_failure_is_kept_for_the_reader(autojump_clock, nursery):
    llm = ScriptedLanguageModel(["One two three."])
    llm.fault = Fault("error", after=1)
    guess = Guess(asked("hi"))
    nursery.start_soon(guess.run, llm)
    await trio.sleep(1)
    assert not guess.usable
    with pytest.raises(EngineError):
        await read(guess)


async def test_a_dropped_guess_stops_asking(autojump_clock, nursery):
    llm = ScriptedLanguageModel(["One two three."])
    llm.fault = Fault("hang")
    guess = Guess(asked("hi"))
    nursery.start_soon(guess.run, llm)
    await trio.testing.wait_all_tasks_blocked()
    guess.drop()
    guess.drop()
    await trio.testing.wait_all_tasks_blocked()
    assert not guess.usable
    assert not nursery.child_tasks


async def test_a_guess_reads_ahead_only_so_far(autojump_clock, nursery):
    many = [TextDelta("x ")] * (2 * HELD_MAX)
    guess = Guess(asked("hi"))
    nursery.start_soon(
        guess.run, ScriptedLanguageModel([many], first_s=0.01, delta_s=0.001)
    )
    await trio.sleep(60)
    assert nursery.child_tasks  # it waits for its adoption
    guess.adopt()
    assert len(await read(guess)) == 2 * HELD_MAX + 1


async def test_tool_calls_are_held_like_words(autojump_clock, nursery):
    call = ToolCall("1", "confirm_order", "{}")
    guess = Guess(asked("yes"))
    nursery.start_soon(guess.run, ScriptedLanguageModel([[call]]))
    await trio.sleep(5)
    guess.adopt()
    assert call in await read(guess)
