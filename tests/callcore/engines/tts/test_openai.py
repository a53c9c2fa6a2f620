"""Speech against a real HTTP server."""

from __future__ import annotations

from contextlib import asynccontextmanager

import numpy as np
import pytest
import trio

from callcore.audio import wav
from callcore.audio.pcm import pcm_of, samples_of
from callcore.engines.errors import EngineError, EngineLost, EngineRefused
from callcore.engines.ports import SpeechChunk
from callcore.engines.tts.openai import MAX_TEXT_CHARS, OpenAIVoice, capabilities
from callcore.engines.vendors.openai import StreamDeadlines
from callcore.shared.costs.usage import Usage
from tests.callcore.engines.contracts import TextToSpeechContract, say
from tests.callcore.engines.vendors.speechserver import Said, raw_serving, serving

pytestmark = [
    pytest.mark.integration,
    # Trio warns of the SDK's own async generators even when all is read (STACK.md 4).
    pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning"),
]

AUDIO = "audio/pcm"


def tone(seconds, rate_hz=24_000):
    return pcm_of(9000 * np.sin(np.arange(int(seconds * rate_hz)) / rate_hz * 2764))


def speak_at_a_pace(asked):
    sound = tone(len(asked.body["input"]) * 0.06)
    return Said(
        tuple(sound[at : at + 4093] for at in range(0, len(sound), 4093)),
        content_type=AUDIO,
    )


@asynccontextmanager
async def speaking(script, **options):
    spent: list[Usage] = []
    async with serving(script) as (client, server):
        yield OpenAIVoice(client, "m", "alloy", spent.append, **options), server, spent


def sound_of(chunks):
    return b"".join(chunk.pcm for chunk in chunks)


async def listen(engine, heard, text="Hello."):
    async with engine.speak(text, "en") as chunks:
        async for chunk in chunks:
            heard.append(chunk)


class TestContract(TextToSpeechContract):
    @pytest.fixture
    def clock(self):
        return None

    @pytest.fixture
    async def engine(self):
        async with speaking(speak_at_a_pace) as (engine, _server, _spent):
            yield engine


async def test_the_request_asks_for_pcm_and_its_characters_are_reported():
    async with speaking(speak_at_a_pace) as (engine, server, spent):
        await say(engine, "Добрий день!", "uk")
    assert server.asked[0].body == {
        "model": "m",
        "voice": "alloy",
        "input": "Добрий день!",
        "response_format": "pcm",
    }
    assert spent == [Usage("tts", "openai", "m", "request", "chars", 12)]


async def test_the_tone_comes_out_as_it_went_in_with_one_mark():
    async with speaking([Said((tone(1.0),), content_type=AUDIO)]) as (engine, _, _s):
        chunks = await say(engine, "A second.")
    samples = samples_of(sound_of(chunks))
    assert abs(len(samples) - 8000) <= 8
    expected = samples_of(tone(1.0, 8000))[100:7000]
    assert np.abs(samples[108:7008].astype(int) - expected).max() < 200
    assert [chunk.marks for chunk in chunks if chunk.marks] == [((len(samples), 9),)]
    assert chunks[-1].marks


async def test_the_first_audio_is_there_while_the_service_still_speaks():
    said = Said((tone(0.5),), content_type=AUDIO, hangs=True)
    async with speaking([said]) as (engine, server, spent):
        async with engine.speak("Long.", "en") as chunks:
            assert len((await anext(aiter(chunks))).pcm) >= 1500
        await server.wait_idle()
    assert [one.quantity for one in spent] == [5]


@pytest.mark.parametrize("text", ["", " ", "...", "?!", "\u200b", "\0", "—"])
async def test_what_cannot_be_spoken_is_not_asked_for(text):
    async with speaking(speak_at_a_pace) as (engine, server, spent):
        assert await say(engine, text) == []
    assert (server.asked, spent) == ([], [])


async def test_a_text_is_cut_where_the_service_would_refuse_it():
    async with speaking([Said((tone(1),), content_type=AUDIO)]) as (engine, server, s):
        chunks = await say(engine, "a" + "." * 10_000)
    assert len(str(server.asked[0].body["input"])) == MAX_TEXT_CHARS
    assert chunks[-1].marks[0][1] == s[0].quantity == MAX_TEXT_CHARS


async def test_a_wav_that_nobody_asked_for_is_taken_at_its_rate():
    said = Said((wav.encode(tone(1.0, 16_000), 16_000),), content_type="audio/wav")
    async with speaking([said]) as (engine, _, _spent):
        chunks = await say(engine, "A second.")
    assert abs(len(sound_of(chunks)) - 16_000) <= 32


GARBAGE = {
    "a page": Said((b"<html><body>bad gateway</body></html>",), content_type=AUDIO),
    "a page, named so": Said((b"\x00\x01" * 99,), content_type="text/html; charset=x"),
    "an error": Said((b'{"error": {"message": "no such voice"}}',), content_type=AUDIO),
    "JSON, named so": Said((b"\x00\x01" * 99,)),
    "nothing": Said(content_type=AUDIO),
    "a few bytes": Said((b"\0" * 7,), content_type=AUDIO),
    "MP3": Said((b"ID3\x03" + bytes(99),), content_type=AUDIO),
    "a minute and more": Said((tone(61),), content_type=AUDIO),
}


@pytest.mark.parametrize("said", GARBAGE.values(), ids=GARBAGE)
async def test_garbage_is_lost_and_paid_for(said):
    async with speaking([said]) as (engine, _, spent):
        with pytest.raises(EngineLost) as caught:
            await say(engine, "Hello.")
    assert (caught.value.reason, caught.value.retryable) == ("garbage", True)
    assert [one.quantity for one in spent] == [6]


@pytest.mark.parametrize(
    ("status", "kind", "reason"),
    [
        (400, EngineRefused, "bad-request"),
        (401, EngineRefused, "unauthorised"),
        (403, EngineRefused, "forbidden"),
        (404, EngineRefused, "no-such-model"),
        (429, EngineLost, "rate-limited"),
        (500, EngineLost, "server-error"),
    ],
)
async def test_each_status_becomes_our_error_and_is_free(status, kind, reason):
    async with speaking([Said(status=status)]) as (engine, _, spent):
        with pytest.raises(EngineError) as caught:
            await say(engine, "Hello.")
    assert type(caught.value) is kind
    assert (caught.value.engine, caught.value.reason) == ("openai", reason)
    assert spent == []


async def test_a_sentence_that_breaks_in_the_middle_is_cut_after_what_was_said():
    said = Said((tone(0.5),), content_type=AUDIO, breaks=True)
    heard: list[SpeechChunk] = []
    async with speaking([said]) as (engine, _, spent):
        with pytest.raises(EngineLost, match="cut"):
            await listen(engine, heard)
    assert len(sound_of(heard)) >= 6400
    assert not any(chunk.marks for chunk in heard)
    assert len(spent) == 1


async def test_a_sentence_that_is_too_short_for_its_text_is_cut_not_marked():
    text = "The tyres for your car will be there on Tuesday."
    said = [Said((tone(0.5),), content_type=AUDIO)]
    heard: list[SpeechChunk] = []
    async with speaking(said) as (engine, _, spent):
        with pytest.raises(EngineLost, match="cut"):
            await listen(engine, heard, text)
    assert len(sound_of(heard)) >= 6400
    assert not any(chunk.marks for chunk in heard)
    assert len(spent) == 1


@pytest.mark.parametrize("answer", [None, b""])
async def test_a_connection_that_ends_without_an_answer_is_lost_and_free(answer):
    spent: list[Usage] = []
    async with raw_serving(answer) as client:
        with pytest.raises(EngineLost, match="connection"):
            await say(OpenAIVoice(client, "m", "v", spent.append), "Hello.")
    assert spent == []


FIRST = StreamDeadlines(first_s=0.5, gap_s=60)
GAP = StreamDeadlines(first_s=60, gap_s=0.5)
DRIP = (b"\1\0",) * 100


@pytest.mark.parametrize(
    ("said", "deadlines"),
    [
        (Said(delay_s=60), FIRST),
        (Said((b"",), content_type=AUDIO, hangs=True), FIRST),
        (Said(DRIP, content_type=AUDIO, gap_s=0.1), FIRST),
        (Said((tone(0.5),), content_type=AUDIO, hangs=True), GAP),
        (Said((tone(0.5), *DRIP), content_type=AUDIO, gap_s=0.1), GAP),
    ],
    ids=["no answer", "no audio", "drips", "no more", "drips then"],
)
async def test_a_service_that_hangs_is_left(said, deadlines):
    async with speaking([said], deadlines=deadlines) as (engine, server, spent):
        with pytest.raises(EngineLost, match="timeout"):
            await say(engine, "Hello.")
        await server.wait_idle()
    assert len(spent) == 1


async def test_a_slow_listener_is_not_a_slow_service():
    pieces = tuple(tone(0.2) for _ in range(4))
    said = Said(pieces, content_type=AUDIO)
    async with speaking([said], deadlines=StreamDeadlines(5, 0.2)) as (engine, _, _s):
        async with engine.speak("Hello.", "en") as chunks:
            async for _ in chunks:
                await trio.sleep(0.3)


async def test_cancelled_at_any_moment_it_leaves_nothing_behind():
    async with speaking(speak_at_a_pace) as (engine, server, _):
        for ms in range(0, 40, 2):
            with trio.move_on_after(ms / 1000):
                await say(engine, "A sentence of some length.")
        await server.wait_idle()
        assert await say(engine, "Still here.")


def test_what_it_can_do_is_declared():
    assert capabilities().languages == {"en", "ru", "uk"}
    assert not capabilities().word_times
