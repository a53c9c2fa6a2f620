from __future__ import annotations

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st

from callcore.dialog.sentences import SentenceSplitter
from callcore.engines.chat import Finished, Message, TextDelta, ToolCall
from callcore.engines.errors import EngineError
from callcore.engines.failover.breaker import EngineBreaker
from callcore.engines.failover.llm import LlmFailover
from callcore.engines.failover.rung import Rung
from callcore.engines.offers import Budget
from callcore.engines.scripted import FAULT_MODES, Fault, ScriptedLanguageModel
from tests.callcore.engines.contracts import LanguageModelContract
from tests.callcore.engines.failover.test_tts import read
from tests.kit.clock import run_virtual

ASKED = [Message("user", "hi")]
CALL = ToolCall("1", "confirm_order", "{}")


def model(*replies, name="first", **fault):
    made = ScriptedLanguageModel(replies, name=name)
    made.fault = Fault(**fault)
    return made


class Watching(ScriptedLanguageModel):
    """Keeps all messages that it was asked with."""

    def __init__(self, *replies, **more):
        super().__init__(replies, name="second", **more)
        self.messages = []

    def reply(self, messages, tools, language):
        self.messages.append(list(messages))
        return super().reply(messages, tools, language)


async def asked(engine):
    return await read(engine.reply(ASKED, (), "en"))


def sentences(deltas):
    """Return what a call would say, cut as the call cuts it."""
    splitter, found = SentenceSplitter(), []
    for delta in deltas:
        if isinstance(delta, TextDelta):
            found += splitter.feed(delta.text)
    return found + splitter.flush()


class TestLlmFailover(LanguageModelContract):
    @pytest.fixture
    def engine(self, ladder_of):
        first = model(mode="hang")
        second = ScriptedLanguageModel(lambda *_: "fine")
        return LlmFailover(ladder_of(first, second, first_s=2))


async def test_a_model_that_fails_first_is_replaced(
    autojump_clock, steps, note, ladder_of
):
    rungs = ladder_of(model(mode="error"), model("fine", name="second"))
    engine = LlmFailover(rungs, note)
    assert engine.name == "first"
    got, error = await asked(engine)
    assert error is None
    assert sentences(got) == ["fine"]
    assert steps == [("llm", "first", "scripted-error")]
    assert engine.name == "second"


async def test_a_model_that_stands_still_before_its_first_word_is_replaced(
    autojump_clock, steps, note, ladder_of
):
    rungs = ladder_of(model(mode="slow"), model("fine"), first_s=1, between_s=9)
    got, error = await asked(LlmFailover(rungs, note))
    assert sentences(got) == ["fine"]
    assert error is None
    assert steps == [("llm", "first", "slow")]


async def test_whole_sentences_stay_and_an_unfinished_one_was_never_said(
    autojump_clock, steps, note, ladder_of
):
    first = model("I found it. It costs ten. Shall I order four of them", mode="lost")
    first.fault = Fault("lost", after=8)  # "Shall" has come, and was held back
    second = Watching("Would you like it?")
    got, error = await asked(LlmFailover(ladder_of(first, second), note))
    assert error is None
    assert sentences(got) == ["I found it.", "It costs ten.", "Would you like it?"]
    assert second.messages == [
        [*ASKED, Message("assistant", "I found it. It costs ten.")]
    ]
    assert steps == [("llm", "first", "scripted-loss")]


async def test_a_model_that_stands_still_in_a_reply_is_replaced(
    autojump_clock, steps, note, ladder_of
):
    first = model("One. Two. Three.", mode="hang", after=2)
    rungs = ladder_of(first, model("Four."), first_s=1, between_s=2)
    started = trio.current_time()
    got, error = await asked(LlmFailover(rungs, note))
    assert trio.current_time() - started == pytest.approx(0.2 + 0.02 + 2 + 0.2 + 0.02)
    assert error is None
    assert sentences(got) == ["One.", "Four."]
    assert steps == [("llm", "first", "stalled")]


async def test_before_a_whole_sentence_the_next_model_is_asked_the_same(
    autojump_clock, ladder_of
):
    second = Watching("Fine.")
    first = model("one two three", mode="error", after=2)
    got, _ = await asked(LlmFailover(ladder_of(first, second)))
    assert second.messages == [ASKED]
    assert sentences(got) == ["Fine."]


async def test_a_model_that_cannot_go_on_answers_afresh(autojump_clock, ladder_of):
    """The offline agent would take the half of a reply for its own question."""
    second = Watching("I found it. How many?")
    first = model("I found it. It costs", mode="lost", after=5)
    rungs = [*ladder_of(first), Rung(second, continues=False)]
    got, _ = await asked(LlmFailover(rungs))
    assert second.messages == [ASKED]
    assert sentences(got) == ["I found it.", "How many?"]


async def test_a_sentence_that_was_said_is_not_said_again(autojump_clock, ladder_of):
    first = model("Yes, we have it. It costs ten. And so on.", mode="lost", after=8)
    second = model("yes - we have it! It costs ten. Yes, we have it. Is that fine?")
    got, _ = await asked(LlmFailover(ladder_of(first, second)))
    assert sentences(got) == [
        "Yes, we have it.",
        "It costs ten.",
        "Yes, we have it.",  # it says so twice itself
        "Is that fine?",
    ]


async def test_a_sentence_leaves_as_soon_as_it_is_whole(autojump_clock, ladder_of):
    """As soon as the call would have said it without us."""
    text = "I have found a good set of tyres, and it is here. One costs ten. Well?"

    async def times(engine):
        splitter, came, started = SentenceSplitter(), [], trio.current_time()
        async with engine.reply(ASKED, (), "en") as deltas:
            async for delta in deltas:
                new = isinstance(delta, TextDelta) and splitter.feed(delta.text)
                now = round(trio.current_time() - started, 6)
                came += [(sentence, now) for sentence in new or ()]
        return came

    plain = await times(model(text))
    assert len(plain) == 3
    assert (await times(LlmFailover(ladder_of(model(text)))))[:3] == plain


async def test_a_tool_call_is_made_by_the_model_that_finishes(
    autojump_clock, ladder_of
):
    first = model([TextDelta("Well. "), CALL, TextDelta("x")], mode="lost", after=2)
    second = model([ToolCall("2", "confirm_order", "{}"), Finished("tool_calls", 5, 6)])
    got, error = await asked(LlmFailover(ladder_of(first, second)))
    assert error is None
    assert got == [
        ToolCall("2", "confirm_order", "{}"),
        Finished("tool_calls", 5, 6),
    ]


async def test_words_come_before_tools_and_tools_before_the_end(
    autojump_clock, ladder_of
):
    got, _ = await asked(LlmFailover(ladder_of(model([CALL, TextDelta("A moment")]))))
    assert got == [TextDelta("A moment\n"), CALL, Finished(tokens_out=2)]


async def test_a_reply_without_an_end_was_cut(autojump_clock, steps, note, ladder_of):
    class Endless(ScriptedLanguageModel):
        @trio.as_safe_channel
        async def reply(self, messages, tools, language):
            yield TextDelta("Half a sen")
            await trio.lowlevel.checkpoint()
            yield CALL

    engine = LlmFailover(ladder_of(Endless((), name="e"), model("Fine.")), note)
    got, error = await asked(engine)
    assert got == [TextDelta("Fine.\n"), Finished(tokens_out=1)]
    assert error is None
    assert steps == [("llm", "e", "cut")]


async def test_after_the_end_nothing_is_waited_for(autojump_clock, ladder_of):
    talker = model([TextDelta("Fine."), Finished(), CALL], mode="hang", after=2)
    got, error = await asked(LlmFailover(ladder_of(talker, between_s=1)))
    assert got == [TextDelta("Fine.\n"), Finished()]
    assert error is None


async def test_when_all_fail_what_was_whole_stays_and_the_error_is_raised(
    autojump_clock, ladder_of
):
    first = model("One. Two. Three.", mode="lost", after=2)
    second = model("Four. Five.", name="second", mode="error", after=2)
    got, error = await asked(LlmFailover(ladder_of(first, second)))
    assert sentences(got) == ["One.", "Four."]
    assert (error.engine, error.reason) == ("second", "scripted-error")


async def test_an_engine_is_not_blamed_for_a_slow_reader(autojump_clock, ladder_of):
    engine = LlmFailover(ladder_of(model("One. Two. Three."), first_s=1, between_s=0.5))
    async with engine.reply(ASKED, (), "en") as deltas:
        async for _ in deltas:
            await trio.sleep(30)


async def test_a_dropped_guess_is_nobodys_failure(autojump_clock):
    breaker = EngineBreaker("first")
    rungs = [Rung(model(*["One. Two."] * 5), Budget(1, 1), breaker)]
    for _ in range(5):
        with trio.move_on_after(0.9):
            async with LlmFailover(rungs).reply(ASKED, (), "en") as deltas:
                async for _ in deltas:
                    await trio.sleep_forever()
    assert breaker.allows


async def test_an_open_model_costs_nobody_its_budget(autojump_clock, ladder_of):
    breaker = EngineBreaker("first")
    breaker.failed(0, "unauthorised")
    hung, healthy = model(mode="hang"), model("Fine.")
    rungs = [Rung(hung, Budget(2), breaker), Rung(healthy)]
    started = trio.current_time()
    await asked(LlmFailover(rungs))
    assert trio.current_time() - started < 0.3
    assert hung.asked == []


async def test_all_open_is_said_at_once(autojump_clock):
    rungs = []
    for name in ("first", "second"):
        breaker = EngineBreaker(name)
        breaker.failed(0, "forbidden")
        rungs.append(Rung(model(name=name), Budget(2), breaker))
    _, error = await asked(LlmFailover(rungs))
    assert isinstance(error, EngineError)
    assert error.reason == "all-open"


prose = st.text("aB.,!? \n1«»é—", max_size=80)


@given(prose, st.data())
def test_the_call_cuts_what_was_held_back_as_it_would_have_cut_it_itself(text, data):
    cuts = data.draw(st.lists(st.integers(0, len(text)), max_size=6).map(sorted))
    pieces = [
        TextDelta(text[a:b])
        for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)
    ]

    async def run():
        failover = LlmFailover([Rung(model(pieces))])
        got, error = await asked(failover)
        assert error is None
        assert sentences(got) == sentences(pieces)

    run_virtual(run)


@given(
    st.lists(
        st.builds(
            Fault,
            st.sampled_from([mode for mode in FAULT_MODES if mode != "garbage"]),
            after=st.integers(0, 9),
        ),
        max_size=3,
    )
)
def test_wherever_models_fail_each_sentence_is_said_once_and_each_tool_called_once(
    faults,
):
    """All say the same: so the caller must hear just that."""
    words = "One is red. Two is blue. Three?".replace(" ", " \0").split("\0")
    reply = [*(TextDelta(word) for word in words), CALL]

    async def run():
        models = [model(reply) for _ in range(len(faults) + 1)]
        for broken, fault in zip(models, faults, strict=False):
            broken.fault = fault
        got, error = await asked(LlmFailover([Rung(m, Budget(1, 1)) for m in models]))
        assert error is None
        assert sentences(got) == ["One is red.", "Two is blue.", "Three?"]
        assert got.count(CALL) == 1
        assert sum(isinstance(delta, Finished) for delta in got) == 1

    run_virtual(run)
