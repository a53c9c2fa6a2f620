"""Transcription against a real HTTP server."""

from __future__ import annotations

import pytest
import trio
import trio.testing

from callcore.engines.errors import EngineError, EngineLost, EngineRefused
from callcore.engines.ports import Partial
from callcore.engines.spelled import spell
from callcore.engines.stt import openai as stt
from callcore.engines.stt.openai import OpenAITranscriber, capabilities
from callcore.engines.utterance import UtteranceAudio
from callcore.shared.costs.usage import Usage
from tests.callcore.engines.contracts import SpeechToTextContract, hear
from tests.callcore.engines.stt.hearing import (
    SPOKEN,
    WORDS,
    hearing,
    unasked,
    uttered,
)
from tests.callcore.engines.vendors.speechserver import (
    Said,
    hear_spelled,
    raw_serving,
    text_of,
)
from tests.kit.until import until

pytestmark = [
    pytest.mark.integration,
    # Trio warns of the SDK's own async generators even when all is read (STACK.md 4).
    pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning"),
]


class TestContract(SpeechToTextContract):
    @pytest.fixture
    def clock(self):
        return None

    @pytest.fixture
    def spoken(self):
        return SPOKEN, WORDS

    @pytest.fixture
    async def engine(self):
        async with hearing(hear_spelled) as (engine, _server, _spent):
            yield engine


class TestContractWithPartials(TestContract):
    @pytest.fixture
    async def engine(self):
        async with hearing(hear_spelled, partial_ms=500) as (engine, _server, _spent):
            yield engine


async def test_the_request_is_a_wav_with_language_hints_and_no_chance():
    async with hearing(hear_spelled) as (engine, server, _):
        await engine.transcribe(uttered(), "uk", unasked, ("205/55 R16", " Michelin "))
    (asked,) = server.asked
    assert asked.rate_hz == 8000
    assert asked.pcm == SPOKEN
    assert asked.fields == {
        "model": ["whisper-x"],
        "language": ["uk"],
        "prompt": ["205/55 R16, Michelin."],
        "response_format": ["json"],
        "temperature": ["0.0"],
    }


async def test_the_answer_is_often_there_before_the_turn_closes():
    audio = uttered(closed=False)
    partials: list[Partial] = []
    found = []
    async with hearing(hear_spelled) as (engine, server, spent):
        async with trio.open_nursery() as nursery:

            async def transcribe():
                found.append(await engine.transcribe(audio, "en", partials.append))

            nursery.start_soon(transcribe)
            audio.append(bytes(3200), speech=False)
            audio.settle()
            await until(lambda: partials)
            assert not found
            audio.append(bytes(8000), speech=False)
            audio.close()
    assert found[0].text == "winter tyres for my car please"
    assert partials == [Partial(found[0].text, 2000, stable=True)]
    assert len(server.asked) == 1
    assert [(one.quantity, one.facts) for one in spent] == [(2000, {"speech_ms": 1800})]


async def test_the_silence_after_the_speech_is_not_paid_for():
    audio = uttered(closed=False)
    audio.append(bytes(80_000), speech=False)
    audio.close()
    async with hearing(hear_spelled) as (engine, _, spent):
        await engine.transcribe(audio, "en", unasked)
    assert spent == [
        Usage(
            "stt",
            "openai",
            "whisper-x",
            "request",
            "audio_ms",
            2100,
            {"speech_ms": 1800},
        )
    ]


async def test_a_request_is_dropped_and_paid_for_when_the_caller_goes_on():
    audio = uttered(closed=False)

    def script(asked):
        return Said(hangs=True) if len(asked.pcm) < 40_000 else hear_spelled(asked)

    found = []
    async with hearing(script) as (engine, server, spent):
        async with trio.open_nursery() as nursery:

            async def transcribe():
                found.append(await engine.transcribe(audio, "en", unasked))

            nursery.start_soon(transcribe)
            audio.settle()
            await server.wait_until(lambda: server.open == 1)
            audio.unsettle()
            audio.append(spell(" and an oil filter"))
            await server.wait_idle()  # the server saw that nobody waits
            assert [one.quantity for one in spent] == [1800]
            audio.close()
    assert found[0].text == "winter tyres for my car please and an oil filter"
    assert [one.quantity for one in spent] == [1800, 2880]


async def test_no_more_than_three_finals_of_an_utterance_are_dropped():
    audio = UtteranceAudio()
    found = []
    async with hearing([Said(hangs=True)] * 3 + [text_of("all of it")]) as all_three:
        engine, server, spent = all_three
        async with trio.open_nursery() as nursery:

            async def transcribe():
                found.append(await engine.transcribe(audio, "en", unasked))

            nursery.start_soon(transcribe)
            for number in range(5):
                audio.append(SPOKEN)
                audio.settle()
                if number < 3:
                    await server.wait_until(lambda: server.open == 1)
                await trio.testing.wait_all_tasks_blocked(0.05)
                assert server.open == (number < 3)
                audio.unsettle()
                await server.wait_idle()
            audio.close()
    assert found[0].text == "all of it"
    assert len(server.asked) == len(spent) == 4


async def test_partials_ask_again_while_the_caller_talks():
    audio = UtteranceAudio()
    partials: list[Partial] = []
    async with hearing(hear_spelled, partial_ms=1000) as (engine, _, spent):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(engine.transcribe, audio, "en", partials.append)
            audio.append(SPOKEN)
            await until(lambda: len(partials) == 1)
            audio.append(spell(" and thank you very much"))
            await until(lambda: len(partials) == 2)
            audio.settle()
            await until(lambda: len(partials) == 3)
            audio.close()
    assert [partial.stable for partial in partials] == [False, False, True]
    assert partials[2].text.endswith("thank you very much")
    assert len(spent) == 2  # the second one had heard all speech


async def test_silence_that_passed_for_speech_is_not_sent():
    async with hearing(text_of) as (engine, server, spent):
        found = await engine.transcribe(uttered(b"\3\0" * 16_000), "en", unasked)
    assert found.text == ""
    assert (server.asked, spent) == ([], [])


@pytest.mark.parametrize(
    "said", ["", "[BLANK_AUDIO]", "Thanks for watching!", "la " * 2000]
)
async def test_what_nobody_said_is_no_text(said):
    async with hearing([text_of(said)]) as (engine, _, _spent):
        found = await engine.transcribe(uttered(), "en", unasked)
    assert found.text in ("", "la")


async def test_a_click_is_not_waited_for():
    audio = uttered(closed=False)
    async with hearing([Said(hangs=True)]) as (engine, server, _):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(engine.transcribe, audio, "en", unasked)
            audio.settle()
            await server.wait_until(lambda: server.open == 1)
            audio.void = True
            audio.close()
        await server.wait_idle()


async def test_what_the_service_says_of_its_bill_is_kept():
    usage = {"type": "tokens", "input_tokens": 31, "output_tokens": 9}
    said = [text_of("a", usage=usage), text_of("b", usage={"seconds": 2})]
    async with hearing(said) as (engine, _, spent):
        await engine.transcribe(uttered(), "en", unasked)
        await engine.transcribe(uttered(), "en", unasked)
    assert [one.facts for one in spent] == [
        {"speech_ms": 1800, "tokens_in": 31, "tokens_out": 9},
        {"speech_ms": 1800, "billed_ms": 2000},
    ]


async def test_a_service_that_can_names_the_language():
    said = text_of("Де моє замовлення?", language="ukrainian", segments=[
        {"avg_logprob": -0.1}, {"avg_logprob": -0.5}
    ])  # fmt: skip
    async with hearing([said], detects=True) as (engine, server, _):
        found = await engine.transcribe(uttered(), "ru", unasked, (), ("uk", "en"))
    assert (found.language, found.text) == ("uk", "Де моє замовлення?")
    assert found.language_confidence == 0.8
    assert found.confidence == pytest.approx(0.6065, abs=1e-3)
    assert "language" not in server.asked[0].fields
    assert server.asked[0].fields["response_format"] == ["verbose_json"]


async def test_a_service_that_cannot_is_told_the_language():
    async with hearing(hear_spelled) as (engine, server, _):
        found = await engine.transcribe(uttered(), "ru", unasked, (), ("uk", "en"))
    assert (found.language, found.language_confidence) == ("ru", None)
    assert server.asked[0].fields["language"] == ["ru"]


async def test_a_text_in_a_language_nobody_speaks_here_is_asked_for_again():
    said = [text_of("Gdzie jest?", language="polish"), text_of("Где он?")]
    async with hearing(said, detects=True) as (engine, server, spent):
        found = await engine.transcribe(uttered(), "ru", unasked, (), ("uk",))
    assert (found.text, found.language) == ("Где он?", "ru")
    assert found.language_confidence is None
    assert server.asked[1].fields["language"] == ["ru"]
    assert len(spent) == 2


async def test_less_than_a_second_does_not_tell_a_language():
    async with hearing(hear_spelled, detects=True) as (engine, server, _):
        await engine.transcribe(uttered(spell("так")), "ru", unasked, (), ("uk",))
    assert server.asked[0].fields["language"] == ["ru"]


async def test_the_current_model_is_given_lists_and_lists_what_it_heard():
    said = [text_of("Так.", languages=[{"code": "uk"}]), text_of("Да.", languages=[])]
    async with hearing(said, model="gpt-transcribe") as (engine, server, _):
        one = await engine.transcribe(uttered(), "ru", unasked, ("R16",), ("uk",))
        two = await engine.transcribe(uttered(), "ru", unasked, (), ("uk",))
    assert (one.language, one.language_confidence) == ("uk", 0.8)
    assert (two.language, two.language_confidence) == ("ru", None)
    assert server.asked[0].fields == {
        "model": ["gpt-transcribe"],
        "languages[]": ["ru", "uk"],
        "keywords[]": ["R16"],
        "response_format": ["json"],
    }


GARBAGE = {
    "no JSON": Said((b"{not json",)),
    "empty": Said(),
    "a page": Said((b"<html>bad gateway</html>",), content_type="text/html"),
    "a list": Said((b"[]",)),
    "null": Said((b"null",)),
    "a number": text_of(17),
    "no text": Said((b"{}",)),
    "deep": Said((b"[" * 100_000,)),
    "invalid UTF-8": Said((b'{"text": "\xff\xfe"}',)),
    "100 kB": text_of("word " * 20_000),
    "endless": Said((b'{"text": "so"', *(b" " * 60_000,) * 20, b"}")),
}


@pytest.mark.parametrize("said", GARBAGE.values(), ids=GARBAGE)
async def test_garbage_is_lost_and_paid_for(said):
    async with hearing([said]) as (engine, _, spent):
        with pytest.raises(EngineLost) as caught:
            await engine.transcribe(uttered(), "en", unasked)
    assert (caught.value.reason, caught.value.retryable) == ("garbage", True)
    assert [one.quantity for one in spent] == [1800]


async def test_half_a_character_does_not_come_through():
    async with hearing([Said((b'{"text": "tyres \\ud83d"}',))]) as (engine, _, _spent):
        found = await engine.transcribe(uttered(), "en", unasked)
    assert found.text == "tyres ?"


@pytest.mark.parametrize(
    ("status", "kind", "reason", "retryable"),
    [
        (302, EngineRefused, "bad-request", False),
        (400, EngineRefused, "bad-request", False),
        (401, EngineRefused, "unauthorised", False),
        (403, EngineRefused, "forbidden", False),
        (404, EngineRefused, "no-such-model", False),
        (408, EngineLost, "timeout", True),
        (413, EngineRefused, "bad-request", False),
        (429, EngineLost, "rate-limited", False),
        (500, EngineLost, "server-error", True),
        (503, EngineLost, "server-error", True),
    ],
)
async def test_each_status_becomes_our_error(status, kind, reason, retryable):
    async with hearing([Said(status=status)]) as (engine, server, spent):
        with pytest.raises(EngineError) as caught:
            await engine.transcribe(uttered(), "en", unasked)
    assert type(caught.value) is kind
    assert (caught.value.engine, caught.value.reason) == ("openai", reason)
    assert caught.value.retryable is retryable
    assert len(server.asked) == 1
    assert bool(spent) is (reason == "timeout")


async def test_an_answer_that_breaks_in_the_middle_is_cut():
    async with hearing([Said((b'{"te',), breaks=True)]) as (engine, _, spent):
        with pytest.raises(EngineLost, match="cut"):
            await engine.transcribe(uttered(), "en", unasked)
    assert len(spent) == 1


@pytest.mark.parametrize("answer", [None, b"", b"\x00\x01\x02 no protocol\r\n\r\n"])
async def test_a_connection_that_ends_without_an_answer_is_lost(answer):
    spent: list[Usage] = []
    async with raw_serving(answer) as client:
        engine = OpenAITranscriber(client, "m", spent.append)
        with pytest.raises(EngineLost) as caught:
            await engine.transcribe(uttered(), "en", unasked)
    assert caught.value.reason == "connection"
    assert spent == []


@pytest.mark.parametrize("said", [Said(delay_s=60), Said((b"{",), hangs=True)])
async def test_a_service_that_hangs_is_left(monkeypatch, said):
    monkeypatch.setattr(stt, "ANSWER_S", 0.3)
    async with hearing([said]) as (engine, server, spent):
        with pytest.raises(EngineLost, match="timeout"):
            await engine.transcribe(uttered(), "en", unasked)
        await server.wait_idle()
    assert len(spent) == 1


@pytest.mark.parametrize("said", [Said(delay_s=60), Said((b"{",), hangs=True)])
async def test_cancelling_closes_the_connection_and_is_paid_for(said):
    async with hearing([said, text_of("Still here.")]) as (engine, server, spent):
        with trio.CancelScope() as scope:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(engine.transcribe, uttered(), "en", unasked)
                await server.wait_until(lambda: server.open == 1)
                scope.cancel()
        assert [one.quantity for one in spent] == [1800]
        await server.wait_idle()
        found = await engine.transcribe(uttered(), "en", unasked)
    assert found.text == "Still here."


async def test_cancelled_at_any_moment_it_leaves_nothing_behind():
    async with hearing(hear_spelled, partial_ms=200) as (engine, server, _):
        for ms in range(0, 60, 3):
            with trio.move_on_after(ms / 1000):
                await hear(engine, SPOKEN, pace_s=0.001)
        await server.wait_idle()
        assert (await hear(engine, SPOKEN, pace_s=0.001)).text


def test_what_a_model_can_do_is_declared():
    assert capabilities("gpt-transcribe").detects
    assert not capabilities("gpt-4o-transcribe").detects
    own = capabilities("large-v3", partial_ms=500, detects=True)
    assert own.detects
    assert own.partials
    assert own.languages == {"en", "ru", "uk"}
