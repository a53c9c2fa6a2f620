from __future__ import annotations

import logging

import pytest
import trio

from callcore.engines.rollout.comparing import LONGEST_CHARS, hallucinated
from callcore.engines.rollout.quality import ArmQuality, MeasuredSpeechToText
from callcore.engines.rollout.shadow import (
    DAY_S,
    MOST_BYTES,
    MOST_ITEMS,
    CallOnTrial,
    Shadow,
    Shadowed,
    ShadowedSpeechToText,
    ShadowHooks,
    ShadowLimits,
)
from callcore.engines.scripted import Fault, ScriptedSpeechToText
from callcore.engines.spelled import spell
from callcore.engines.utterance import MAX_BYTES, UtteranceAudio
from callcore.shared.rollout.counters import ArmCounters
from tests.callcore.engines.contracts import PIECE, SpeechToTextContract
from tests.callcore.engines.rollout.trials import (
    Engine,
    bug,
    lost,
    minute,
    overheard,
    said,
)

OF = CallOnTrial("call-1", "control", 1)


def nothing(_partial):
    pass


class Desk:
    """A shadow with an engine to be set, a wall clock, and everything that it told."""

    def __init__(self, engine=None, *, price=lambda _usage: 0, **limits):
        self.engine = Engine() if engine is None else engine
        self.made = []
        self.compared: list[tuple[float, Shadowed]] = []
        self.dropped: list[str] = []
        self.busy = False
        self.now_s = 1_800_000_000.0
        self.shadow = Shadow(
            self.make,
            price,
            lambda: self.now_s,
            ShadowLimits(**limits),
            ShadowHooks(
                lambda shadowed: self.compared.append((trio.current_time(), shadowed)),
                self.dropped.append,
                lambda: not self.busy,
            ),
        )

    def make(self, arm, spend):
        self.made.append(arm)
        self.engine.spend = spend
        return self.engine

    @property
    def texts(self):
        return [shadowed.text for _, shadowed in self.compared]

    def of_call(self, engine, quality=None):
        quality = quality or ArmQuality(ArmCounters(), lambda _usage: 0)
        return ShadowedSpeechToText(engine, self.shadow, quality, OF)


class TestShadowed(SpeechToTextContract):
    @pytest.fixture
    def clock(self, autojump_clock):
        return autojump_clock

    @pytest.fixture
    def engine(self):
        return Desk().of_call(ScriptedSpeechToText())

    @pytest.fixture
    def spoken(self):
        return spell("four tyres please"), ["four", "tyres"]


async def test_the_other_arm_hears_the_same_audio_afterwards(autojump_clock, nursery):
    desk = Desk(Engine("for tires"))
    nursery.start_soon(desk.shadow.run)
    audio = said("four tyres")
    await desk.of_call(Engine("four tyres")).transcribe(
        audio, "en", nothing, ("michelin",)
    )
    assert not desk.engine.heard
    await trio.sleep(1)
    assert desk.engine.heard == [(bytes(audio.pcm), "en", ("michelin",), ())]
    assert desk.made == ["candidate"]
    ((_, found),) = desk.compared
    assert (found.control, found.candidate) == ("four tyres", "for tires")
    assert found.overheard.utterance_id == "call-1/1"


async def test_of_a_candidates_call_control_is_the_reference(autojump_clock, nursery):
    desk = Desk(Engine("four tyres"))
    nursery.start_soon(desk.shadow.run)
    desk.shadow.offer(overheard("for tires", arm="candidate"))
    await trio.sleep(1)
    assert desk.made == ["control"]
    ((_, found),) = desk.compared
    assert (found.control, found.candidate) == ("four tyres", "for tires")


async def talk(audio, pcm):
    for at in range(0, len(pcm), PIECE):
        audio.append(pcm[at : at + PIECE])
        await trio.sleep(0.1)
    audio.close()


async def times_of_a_call(wrap):
    """Play three utterances through an engine; return when each thing happened."""
    times, engine = [], wrap(ScriptedSpeechToText(final_s=0.25))
    for text in ("good morning", "four tyres please", "bye"):
        audio = UtteranceAudio()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(talk, audio, spell(text))
            found = await engine.transcribe(
                audio,
                "en",
                lambda partial: times.append((partial, trio.current_time())),
            )
        times.append((found, trio.current_time()))
    return times


def hanging():
    engine = ScriptedSpeechToText()
    engine.fault = Fault("hang")
    return engine


class Refusing:
    """An engine that cannot even be made."""

    @property
    def spend(self):
        return None

    @spend.setter
    def spend(self, _spend):
        raise OSError("no engine")


SHADOWS = {
    "hangs": hanging,
    "raises": lambda: Engine(lost),
    "has a bug": lambda: Engine(bug),
    "is never made": Refusing,
    "floods": lambda: Engine("word " * 1_000_000),
    "is slow": lambda: Engine(takes_s=100),
    "answers nonsense": lambda: Engine(lambda: 7),
}


@pytest.mark.parametrize("make", SHADOWS.values(), ids=SHADOWS)
async def test_whatever_the_shadow_does_the_call_has_the_same_times_to_the_microsecond(
    autojump_clock, make
):
    alone_from = trio.current_time()
    alone = await times_of_a_call(lambda engine: engine)
    desk = Desk(make(), per_minute=600)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(desk.shadow.run)
        shadowed_from = trio.current_time()
        shadowed = await times_of_a_call(desk.of_call)
        assert [(what, round(at - alone_from, 6)) for what, at in alone] == [
            (what, round(at - shadowed_from, 6)) for what, at in shadowed
        ]
        await trio.sleep(400)
        assert len(desk.compared) == 3  # and it went on to the next one each time
        nursery.cancel_scope.cancel()


async def test_a_hanging_engine_is_left_at_the_deadline(autojump_clock, nursery):
    desk = Desk(hanging(), deadline_s=30)
    nursery.start_soon(desk.shadow.run)
    desk.shadow.offer(overheard())
    await trio.sleep(31)
    assert (desk.texts, desk.dropped) == ([None], ["slow"])


async def test_failures_are_counted_by_their_reason_and_a_bug_tells_no_secret(
    autojump_clock, nursery, caplog
):
    desk = Desk(Engine(lost), per_minute=600)
    nursery.start_soon(desk.shadow.run)
    desk.shadow.offer(overheard())
    await trio.sleep(1)
    desk.engine.text = bug
    desk.shadow.offer(overheard())
    await trio.sleep(1)
    assert (desk.texts, desk.dropped) == ([None, None], ["connection", "bug"])
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "0671234567" not in caplog.text


async def test_a_flood_of_text_is_cut_and_still_known_for_one(autojump_clock, nursery):
    desk = Desk(Engine("word " * 1_000_000))
    nursery.start_soon(desk.shadow.run)
    desk.shadow.offer(overheard())
    await trio.sleep(1)
    (text,) = desk.texts
    assert len(text) == LONGEST_CHARS + 1
    assert hallucinated(text, "en", 60_000)


async def test_the_queue_is_bounded_and_the_oldest_goes(autojump_clock):
    desk = Desk()
    for i in range(MOST_ITEMS + 5):
        desk.shadow.offer(overheard(utterance_id=str(i)))
    assert desk.dropped == ["full"] * 5
    async with trio.open_nursery() as nursery:
        nursery.start_soon(desk.shadow.run)
        await trio.sleep(7 * MOST_ITEMS)
        nursery.cancel_scope.cancel()
    ids = [found.overheard.utterance_id for _, found in desk.compared]
    assert ids == [str(i) for i in range(5, MOST_ITEMS + 5)]


async def test_the_queue_is_bounded_in_bytes_as_well(autojump_clock):
    desk = Desk()
    pcm = bytes(3 * MAX_BYTES)
    for _ in range(10):
        desk.shadow.offer(overheard(pcm=pcm))
    assert len(desk.dropped) == 10 - MOST_BYTES // len(pcm)
    desk.shadow.clear()
    for _ in range(MOST_BYTES // len(pcm)):
        desk.shadow.offer(overheard(pcm=pcm))  # there is room again
    assert len(desk.dropped) == 10 - MOST_BYTES // len(pcm)


async def test_so_many_a_minute_one_at_a_time(autojump_clock, nursery):
    desk = Desk(per_minute=10)
    nursery.start_soon(desk.shadow.run)
    for _ in range(MOST_ITEMS):
        desk.shadow.offer(overheard())
    await trio.sleep(60)
    assert len(desk.compared) == 10
    gaps = [b[0] - a[0] for a, b in zip(desk.compared, desk.compared[1:], strict=False)]
    assert all(gap == pytest.approx(6) for gap in gaps)


async def test_it_waits_while_the_machine_is_busy(autojump_clock, nursery):
    desk = Desk()
    desk.busy = True
    nursery.start_soon(desk.shadow.run)
    desk.shadow.offer(overheard())
    await trio.sleep(100)
    assert not desk.engine.heard
    desk.busy = False
    await trio.sleep(2)
    assert desk.texts == ["four tyres"]


async def test_what_waits_can_be_forgotten_while_it_is_busy(autojump_clock, nursery):
    desk = Desk()
    desk.busy = True
    nursery.start_soon(desk.shadow.run)
    desk.shadow.offer(overheard())
    await trio.sleep(3)
    desk.shadow.clear()
    desk.busy = False
    await trio.sleep(3)
    assert not desk.engine.heard
    desk.shadow.offer(overheard())
    await trio.sleep(3)
    assert desk.texts == ["four tyres"]


async def test_a_days_budget_ends_with_the_day(autojump_clock, nursery):
    desk = Desk(price=lambda _usage: 400, micros_a_day=1000, per_minute=60)
    nursery.start_soon(desk.shadow.run)
    for _ in range(5):
        desk.shadow.offer(overheard())
    await trio.sleep(10)
    assert len(desk.compared) == 3  # the third one crossed it
    assert desk.dropped == ["budget"] * 2
    assert desk.shadow.spent.micros == 1200
    desk.now_s += DAY_S
    desk.shadow.offer(overheard())
    await trio.sleep(10)
    assert len(desk.compared) == 4
    assert desk.shadow.spent.micros == 400


async def test_what_a_hanging_engine_spent_is_paid(autojump_clock, nursery):
    desk = Desk(Engine(takes_s=1000), price=lambda _usage: 400, micros_a_day=300)
    nursery.start_soon(desk.shadow.run)
    desk.shadow.offer(overheard())
    desk.shadow.offer(overheard())
    await trio.sleep(100)
    assert desk.shadow.spent.micros == 400
    assert desk.dropped == ["slow", "budget"]
    assert desk.compared[0][1].usage == (minute(),)


async def test_a_budget_without_prices_is_kept_by_stopping(autojump_clock, nursery):
    desk = Desk(price=lambda _usage: None)
    nursery.start_soon(desk.shadow.run)
    desk.shadow.offer(overheard())
    desk.shadow.offer(overheard())
    await trio.sleep(20)
    assert len(desk.compared) == 1
    assert desk.dropped == ["budget"]


async def test_clicks_and_texts_of_a_second_engine_are_not_offered(autojump_clock):
    desk = Desk()
    quality = ArmQuality(ArmCounters(), lambda _usage: 0)

    def helped():
        quality.on_degraded("stt", "first", "slow")
        return "four tyres"

    engine = desk.of_call(MeasuredSpeechToText(Engine(helped), quality), quality)
    await engine.transcribe(said("four tyres"), "en", nothing)
    click = said("x")
    click.void = True
    await desk.of_call(Engine()).transcribe(click, "en", nothing)
    with pytest.raises(IndexError):
        desk.shadow._pop()
    await desk.of_call(Engine()).transcribe(said("four"), "en", nothing)
    assert desk.shadow._pop().text == "four tyres"


def test_no_repr_tells_what_a_caller_said():
    found = overheard("four tyres", hints=("michelin",))
    shown = repr(found) + repr(Shadowed(found, "five tyres"))
    assert "tyres" not in shown
    assert "pcm" not in shown


async def test_an_utterance_is_offered_in_the_language_that_it_was_heard_in(
    autojump_clock,
):
    desk = Desk()
    await desk.of_call(Engine("чотири", speaks="uk")).transcribe(
        said("x"), "en", nothing, ["h"] * 1000
    )
    found = desk.shadow._pop()
    assert (found.language, len(found.hints)) == ("uk", 100)
