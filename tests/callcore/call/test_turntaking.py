"""Turn-taking of whole calls in virtual time: ends of turns, keys, tools, languages."""

from __future__ import annotations

from itertools import pairwise

import pytest
import trio
import trio.testing

from callcore.agent.prompts.loader import hash_of
from callcore.call.deadlines import NO_INPUT_S, WARN_S
from callcore.dialog.patience import PROFILES
from callcore.engines.chat import Finished, ToolCall
from callcore.engines.scripted import (
    ScriptedLanguageModel,
    ScriptedSpeechToText,
    hear_spelled,
)
from callcore.store.memory import Fault as StoreFault
from tests.callcore.call.test_bargein import users, while_speaking
from tests.callcore.call.test_interruptions import (
    LONG,
    TYRE,
    hall_of,
    results_of,
    tool,
)
from tests.kit.hall import Hall, wait_until
from tests.kit.phone.result import Outcome
from tests.kit.talker import in_call

# -- the end of a turn --------------------------------------------------------------------


async def two_parts(hall, first, pause_s, second):
    async with in_call(hall) as caller:
        await caller.say(first)
        await trio.sleep(pause_s)
        await caller.say(second)
        await caller.wait_state("speaking")
        await caller.wait_state("listening")
    return users(hall)


@pytest.mark.parametrize(
    ("first", "pause_s", "second"),
    [
        ("my number is zero six seven one", 1.0, "two three four five six seven"),
        ("i need winter tyres and", 0.8, "engine oil too"),
        ("my order number is", 0.8, "one two three four five six"),
    ],
)
async def test_a_hesitation_inside_a_turn_does_not_end_it(
    autojump_clock, first, pause_s, second
):
    hall = Hall(ScriptedLanguageModel(["All right."] * 3), profiles=PROFILES)
    assert len(await two_parts(hall, first, pause_s, second)) == 1


async def test_two_sentences_with_a_long_pause_are_two_turns(autojump_clock):
    hall = Hall(ScriptedLanguageModel(["All right."] * 3), profiles=PROFILES)
    said = await two_parts(hall, "i need four winter tyres", 1.5, "thank you very much")
    assert len(said) == 2


class Judge:
    """Judges every pause in the same way."""

    def __init__(self, finished):
        self.finished, self.asked = finished, 0

    def judge(self, tails):
        self.asked += len(tails)
        return [self.finished] * len(tails)


@pytest.mark.parametrize(("finished", "longer"), [(0.99, False), (0.01, True)])
async def test_the_ear_shortens_or_lengthens_the_wait(autojump_clock, finished, longer):
    judge = Judge(finished)
    hall = Hall(
        ScriptedLanguageModel(["Хорошо."]),
        profiles=PROFILES,
        turn_end=judge,
        language="ru",
    )
    async with in_call(hall) as caller:
        await caller.say("синяя трава вон там")
        await caller.wait_state("speaking")
    (turn,) = hall.tally.turns
    assert judge.asked >= 1
    neutral_ms = PROFILES["ru"].neutral_ms
    assert (turn["endpointing_ms"] > neutral_ms) is longer


# -- never silent, never for ever -----------------------------------------------------------


async def test_a_silent_caller_is_asked_twice_and_then_hears_goodbye(autojump_clock):
    hall = hall_of()
    async with in_call(hall) as caller:
        result = await caller.wait_over(within_s=6 * NO_INPUT_S)
    assert caller.words.count("Are you still there?") == 2
    assert result.outcome is Outcome.END


async def test_or_he_is_brought_to_a_human(autojump_clock):
    hall = hall_of(no_input="human")
    async with in_call(hall) as caller:
        result = await caller.wait_over(within_s=6 * NO_INPUT_S)
    assert result.outcome is Outcome.HUMAN
    assert hall.tally.outcomes[0].reason == "no-input"


async def test_a_long_call_is_warned_and_then_goes_to_a_human(autojump_clock):
    hall = hall_of(*["Go on."] * 99, call_max_s=120.0)
    async with in_call(hall) as caller:
        while caller.result is None:
            await caller.say("and then there was more")
            await trio.sleep(4)
        begun_s = hall.last.times("call:started")[0]
    warned_s = next(
        t
        for t, name, f in hall.last.events
        if name == "agent:saying" and "end soon" in f["text"]
    )
    assert 120 - WARN_S < warned_s - begun_s < 120 - WARN_S + 8
    assert caller.ended.outcome is Outcome.HUMAN
    assert hall.tally.outcomes[0].reason == "call-too-long"


# -- keys -----------------------------------------------------------------------------------


async def press(caller, digits):
    for digit in digits:
        caller.handset.press(digit, held_s=0.15)
    await trio.sleep(0.3 * len(digits))


async def test_a_number_on_the_keys_is_a_turn(autojump_clock):
    hall = hall_of("Thank you.")
    async with in_call(hall) as caller:
        await press(caller, "0671234567")
        await wait_until(lambda: caller.words.endswith("Thank you."))
    assert users(hall) == ["0671234567"]
    assert hall.last.of("caller:pressed") == [{"number": "0671234567"}]


async def test_the_first_key_silences_the_agent_and_hash_ends_the_number(
    autojump_clock,
):
    hall = hall_of(LONG, "Thank you.")
    async with in_call(hall) as caller:
        await while_speaking(caller)
        begun_s = trio.current_time()
        await press(caller, "12#")
        await wait_until(lambda: caller.words.endswith("Thank you."))
        took_s = trio.current_time() - begun_s
    assert users(hall)[-1] == "12"
    assert LONG not in caller.words
    assert took_s < 4


@pytest.mark.parametrize("before", ["", "5"])
async def test_zero_alone_is_the_operator_at_any_time(autojump_clock, before):
    hall = hall_of(LONG, LONG)
    async with in_call(hall) as caller:
        await press(caller, before)
        await trio.sleep(4)
        pressed_s = trio.current_time()
        caller.handset.press("0")
        result = await caller.wait_over(within_s=10)
        decided_s = hall.last.times("call:transferred")[0]
    assert result.outcome is Outcome.HUMAN
    assert decided_s - pressed_s < 1.5


# -- tools ----------------------------------------------------------------------------------


async def test_what_he_says_over_a_tool_is_answered_with_its_result(autojump_clock):
    def reply(messages, _tools, _language):
        if messages[-1].text == "winter tyres please":
            return tool("search_products", query="winter")
        said = [m.text for m in messages if m.role == "user"]
        return "You meant summer." if "summer" in said[-1] else "Stale."

    hall = Hall(ScriptedLanguageModel(reply), products=[TYRE])
    hall.store.faults.append(StoreFault(slow_s=3.0))
    async with in_call(hall) as caller:
        await caller.say("winter tyres please")
        await caller.wait_state("tooling")
        await caller.say("no sorry i meant summer tyres")
        await wait_until(lambda: len(users(hall)) == 2)
        await caller.wait_state("speaking")
        await caller.wait_state("listening")
    assert len(results_of(hall)) == 1  # the result is not lost
    assert "error" not in results_of(hall)[0]
    called, returned = hall.last.of("tool:called"), hall.last.of("tool:returned")
    assert len(called) == len(returned) == 1
    assert "Stale." not in caller.words
    assert caller.words.endswith("You meant summer.")


async def test_an_answer_does_not_begin_over_a_caller_who_still_talks(autojump_clock):
    hall = hall_of(tool("search_products", query="winter"), "Found it.", "All right.")
    hall.store.faults.append(StoreFault(slow_s=0.5))
    async with in_call(hall) as caller:
        await caller.say("winter tyres please")
        await caller.wait_state("tooling")
        ended_s = await caller.say("but only if they are really good and not too dear")
        await caller.wait_state("speaking")
        await caller.wait_state("listening")
        during = [t for t in caller.sounds_s if ended_s - 2.0 < t < ended_s]
    assert len(during) <= 3


# -- language -------------------------------------------------------------------------------


def detecting(audio, text):
    return "uk" if "шин" in text else "en"


def speaks_languages(_messages, _tools, language):
    return {"en": "In English.", "uk": "Українською."}.get(language, "?")


async def test_a_caller_of_another_language_is_answered_in_his(autojump_clock):
    hall = Hall(
        ScriptedLanguageModel(speaks_languages),
        languages=("en", "uk"),
        stt=ScriptedSpeechToText(hear_spelled, detect=detecting),
    )
    async with in_call(hall) as caller:
        await caller.say("мені потрібні зимові шини")
        await wait_until(lambda: caller.words.endswith("Українською."))
    assert hall.tally.languages == ["uk"]
    assert hall.heard_by_model()[0].text == "You are the operator, in uk."
    (switched,) = hall.last.of("call:language")
    assert switched.pop("prompt_sha") == hash_of("You are the operator, in uk.")
    assert switched == {"language": "uk", "was": "en", "by": "speech"}
    assert any(asked.startswith("uk:") for asked in hall.tts.asked)


async def test_he_may_ask_for_another_language_later(autojump_clock):
    hall = Hall(ScriptedLanguageModel(speaks_languages), languages=("en", "uk"))
    async with in_call(hall) as caller:
        await caller.say("good morning i need tyres")
        await wait_until(lambda: caller.words.endswith("In English."))
        await caller.wait_state("listening")
        await caller.say("українською будь ласка")
        await wait_until(lambda: "україн" in caller.words)
        await trio.sleep(3)
        await caller.say("мені потрібні зимові шини")
        await wait_until(lambda: caller.words.endswith("Українською."))
    assert users(hall)[-1] == "мені потрібні зимові шини"
    assert hall.last.of("call:language")[0]["by"] == "wish"


async def test_a_language_without_a_voice_goes_to_a_human(autojump_clock):
    hall = Hall(
        ScriptedLanguageModel(speaks_languages),
        languages=("en", "uk"),
        stt=ScriptedSpeechToText(hear_spelled, detect=detecting),
    )
    hall.phrases.pop("uk")
    async with in_call(hall) as caller:
        await caller.say("мені потрібні зимові шини")
        result = await caller.wait_over()
    assert result.outcome is Outcome.HUMAN
    assert hall.tally.outcomes[0].reason == "no-voice"


# -- speculation ----------------------------------------------------------------------------


async def test_a_guess_makes_the_answer_faster(autojump_clock):
    took = []
    for guessing in (True, False):
        partial_ms = 500 if guessing else 10**6
        stt = ScriptedSpeechToText(partial_ms=partial_ms)
        hall = hall_of("Hello there.", stt=stt)
        async with in_call(hall) as caller:
            await caller.say("hello there my friend")
            await caller.wait_state("speaking")
        took.append(hall.tally.turns[0]["llm_ms"])
    assert took[0] == 0
    assert took[1] > 100


async def test_a_guess_at_half_a_turn_changes_nothing(autojump_clock):
    def reply(messages, _tools, _language):
        if messages[-1].text == "i want to order":
            return [ToolCall("1", "transfer_to_operator", "{}"), Finished("tools")]
        return "Four tyres, then."

    hall = Hall(ScriptedLanguageModel(reply), profiles=PROFILES)
    async with in_call(hall) as caller:
        await caller.say("i want to order")
        await trio.sleep(0.45)
        await caller.say("four tyres")
        await wait_until(lambda: caller.words.endswith("Four tyres, then."))
        assert caller.result is None
    assert hall.last.of("tool:called") == []


async def test_after_a_long_wait_for_his_number_there_is_no_long_silence(
    autojump_clock,
):
    hall = Hall(ScriptedLanguageModel(["All right."], first_s=2.0), profiles=PROFILES)
    async with in_call(hall) as caller:
        ended_s = await caller.say("my number is zero six seven one")
        await wait_until(lambda: caller.words.endswith("All right."))
        sounds = [ended_s, *(t for t in caller.sounds_s if t > ended_s)]
    assert hall.tally.turns[0]["endpointing_ms"] > 1000
    assert max(b - a for a, b in pairwise(sounds)) < 2.0
    assert "One moment, please." in caller.words
