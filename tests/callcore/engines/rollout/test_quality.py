from __future__ import annotations

import pytest
import trio

from callcore.engines.errors import EngineError, EngineLost
from callcore.engines.ports import Partial, Transcript
from callcore.engines.rollout.quality import (
    GIVEN_UP_S,
    ArmQuality,
    Board,
    MeasuredSpeechToText,
    count_cost,
)
from callcore.engines.scripted import Fault, ScriptedSpeechToText
from callcore.engines.spelled import spell
from callcore.shared.rollout.bounds import quantile_ms
from callcore.shared.rollout.counters import ArmCounters, Comparison, Tally
from tests.callcore.engines.contracts import SpeechToTextContract
from tests.callcore.engines.rollout.trials import Engine, lost, minute, said


class Echo:
    """Says what it was asked."""

    name = "echo"

    async def transcribe(self, audio, language, post, hints=(), others=()):
        post(Partial("fo", 100))
        return Transcript(f"{language} {hints} {others}", "uk", 0.5, 0.7)


def nothing(_partial):
    pass


@pytest.fixture
def counters():
    return ArmCounters()


@pytest.fixture
def quality(counters):
    return ArmQuality(counters, lambda _usage: 100)


class TestMeasured(SpeechToTextContract):
    @pytest.fixture
    def clock(self, autojump_clock):
        return autojump_clock

    @pytest.fixture
    def engine(self, quality):
        return MeasuredSpeechToText(ScriptedSpeechToText(), quality)

    @pytest.fixture
    def spoken(self):
        return spell("four tyres please"), ["four", "tyres"]


async def test_a_good_utterance_is_counted_with_the_time_to_its_text(
    autojump_clock, quality, counters
):
    engine = MeasuredSpeechToText(Engine(takes_s=0.9), quality)
    found = await engine.transcribe(said("four tyres"), "en", nothing)
    assert found.text == "four tyres"
    assert (counters.utterances, counters.failed, counters.empty) == (1, 0, 0)
    assert quantile_ms(counters.finals, 1) == pytest.approx(1000)  # 800 to 1000


async def test_everything_is_passed_through(autojump_clock, quality):
    partials: list[Partial] = []
    inner = Echo()
    engine = MeasuredSpeechToText(inner, quality)
    found = await engine.transcribe(
        said("x"), "ru", partials.append, ("michelin",), ("en",)
    )
    assert found == Transcript("ru ('michelin',) ('en',)", "uk", 0.5, 0.7)
    assert partials == [Partial("fo", 100)]
    assert engine.name == inner.name


async def test_an_utterance_whose_words_are_lost_is_an_error(
    autojump_clock, quality, counters
):
    engine = MeasuredSpeechToText(Engine(lost), quality)
    with pytest.raises(EngineLost):
        await engine.transcribe(said("four tyres"), "en", nothing)
    assert (counters.utterances, counters.errors, sum(counters.finals)) == (1, 1, 0)


async def test_an_engine_that_hangs_until_the_call_gives_up_has_failed(
    autojump_clock, quality, counters
):
    inner = ScriptedSpeechToText()
    inner.fault = Fault("hang")
    engine = MeasuredSpeechToText(inner, quality)
    with trio.move_on_after(GIVEN_UP_S - 0.1):  # a caller who hangs up early
        await engine.transcribe(said("four tyres"), "en", nothing)
    assert counters == ArmCounters()
    with trio.move_on_after(GIVEN_UP_S + 0.1):
        await engine.transcribe(said("four tyres"), "en", nothing)
    assert (counters.utterances, counters.errors) == (1, 1)


@pytest.mark.parametrize(
    ("text", "speech_s", "kind"),
    [("", 2, "empty"), ("", 0.1, ""), ("Thanks for watching!", 2, "hallucinated"),
     ("no " * 50, 4, "hallucinated"), ("four", 0, "hallucinated"), ("four", 2, "")],
)  # fmt: skip
async def test_empty_and_invented_texts_are_told_apart(
    autojump_clock, quality, counters, text, speech_s, kind
):
    audio = said("", close=False)
    audio.append(bytes(int(16_000 * speech_s)))
    audio.append(bytes(16_000), speech=False)
    audio.close()
    await MeasuredSpeechToText(Engine(text), quality).transcribe(audio, "en", nothing)
    assert counters.empty == (kind == "empty")
    assert counters.hallucinated == (kind == "hallucinated")


async def test_a_click_counts_as_nothing(autojump_clock, quality, counters):
    for text in ("", lost, "Thanks for watching!"):
        audio = said("x")
        audio.void = True
        try:
            await MeasuredSpeechToText(Engine(text), quality).transcribe(
                audio, "en", nothing
            )
        except EngineError:
            continue
    assert counters == ArmCounters()


def test_a_step_to_the_next_engine_is_a_fallback(quality, counters):
    quality.on_degraded("stt", "google", "slow")
    assert (counters.fallbacks, quality.steps) == (1, 1)


def test_what_an_arm_costs_is_counted_and_no_price_is_not_zero(counters):
    ArmQuality(counters, lambda _usage: 16_000).spend(minute())
    assert (counters.cost_micros, counters.audio_ms, counters.unpriced) == (
        16_000,
        60_000,
        0,
    )
    ArmQuality(counters, lambda _usage: None).spend(minute())
    assert (counters.cost_micros, counters.audio_ms, counters.unpriced) == (
        16_000,
        120_000,
        1,
    )
    seen = Comparison()
    count_cost(seen, minute(5), 7)
    assert (seen.cost_micros, seen.audio_ms) == (7, 5)


def test_a_call_counts_for_the_experiment_that_it_began_in():
    board = Board(lambda _usage: 0)
    board.begin(3)
    old = board.arm("candidate", 3)
    board.begin(3)  # the same again: nothing is forgotten
    old.failed()
    assert board.tally.candidate.errors == 1
    board.begin(4)
    old.failed()
    board.arm("candidate", 3).failed()
    board.nobody().failed()
    assert board.tally == Tally()
    board.arm("control", 4).failed()
    assert board.tally.control.errors == 1


def test_a_worker_that_starts_again_counts_on():
    board = Board(lambda _usage: 0)
    board.begin(3, Tally(control=ArmCounters(utterances=5, errors=1)))
    board.arm("control", 3).failed()
    assert board.tally.control.utterances == 6
