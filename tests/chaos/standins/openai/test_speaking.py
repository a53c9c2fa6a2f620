"""Speech of the OpenAI stand-in, through OpenAI's own client."""

from __future__ import annotations

import openai
import pytest

from callcore.audio import wav
from callcore.audio.resample import resample
from callcore.engines.spelled import spell
from chaos.standins.openai.server import openai_standin
from chaos.standins.trouble import Trouble
from tests.chaos.standins.openai.client import (
    THEIR_GENERATORS,
    open_client,
    speak,
    until,
)

pytestmark = [pytest.mark.integration, THEIR_GENERATORS]


async def test_pcm_has_24_khz_and_wav_says_so(standin, client):
    pcm = await speak(client)
    assert abs(len(pcm) - 3 * len(spell("hello"))) <= 6
    spoken = wav.decode_untrusted(await speak(client, response_format="wav"))
    assert (spoken.rate_hz, spoken.pcm) == (24_000, pcm)
    assert [seen.text for seen in standin.seen] == ["hello", "hello"]
    assert standin.seen[0].audio_bytes == len(pcm)
    assert standin.seen[0].ended == "done"


async def test_the_mouth_says_what_was_asked():
    said = []

    def speaks(text, language):
        said.append((text, language))
        return bytes(8000)

    with openai_standin(speaks=speaks) as standin:
        async with open_client(standin) as client:
            assert len(await speak(client, "Добрий день")) == 24_000
    assert said == [("Добрий день", "")]


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"model": "tts-9"}, openai.NotFoundError),
        ({"voice": "nobody"}, openai.BadRequestError),
        ({"response_format": "mp3"}, openai.BadRequestError),
        ({"text": "a" * 4097}, openai.BadRequestError),
        ({"text": ""}, openai.BadRequestError),
    ],
)
async def test_what_it_cannot_do_is_refused(client, options, error):
    with pytest.raises(error):
        await speak(client, **options)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("limit", openai.RateLimitError),
        ("unauthorised", openai.AuthenticationError),
        ("error", openai.InternalServerError),
        ("reset", openai.APIConnectionError),
    ],
)
async def test_a_trouble_strikes_once_and_then_all_is_well(
    standin, client, kind, error
):
    standin.trouble = Trouble(kind, times=1)
    with pytest.raises(error):
        await speak(client)
    assert await speak(client)


@pytest.mark.parametrize("kind", ["reset", "error"])
async def test_a_stream_breaks_after_as_many_chunks_as_asked(standin, client, kind):
    standin.trouble = Trouble(kind, after=1)
    with pytest.raises(Exception, match=r"[Cc]onnection|peer|read"):
        await speak(client, "hello world")
    assert standin.seen[-1].answers == 1


async def test_a_cut_stream_is_short_and_well_formed(standin, client):
    whole = await speak(client, "hello world")
    standin.trouble = Trouble("cut", after=2)
    assert await speak(client, "hello world") == whole[:14_400]


async def test_garbage_ends_in_half_a_sample_and_rubbish_is_a_page(standin, client):
    standin.trouble = Trouble("garbage")
    assert len(await speak(client, "a")) % 2
    standin.trouble = Trouble("rubbish")
    assert b"<!doctype html>" in await speak(client, "a")
    standin.trouble = Trouble("huge")
    assert len(await speak(client, "a")) >= 10_000_000


async def test_a_hung_stream_ends_when_its_client_leaves(standin, client):
    standin.trouble = Trouble("hang", after=1)
    create = client.audio.speech.with_streaming_response.create
    async with create(
        input="hello world", model="tts-1", voice="alloy", response_format="pcm"
    ) as response:
        async for part in response.iter_bytes():
            assert part
            break
        assert standin.open_streams == 1
    await until(lambda: standin.open_streams == 0)
    assert standin.seen[-1].ended == "cancelled"


async def test_speech_is_what_the_mouth_made_at_another_rate(client):
    got = resample(await speak(client, "hello"), 24_000)
    assert abs(len(got) - len(spell("hello"))) <= 2
