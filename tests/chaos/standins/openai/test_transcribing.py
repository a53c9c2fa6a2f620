"""Transcriptions of the OpenAI stand-in, through OpenAI's own client."""

from __future__ import annotations

import json

import openai
import pytest

from callcore.audio import wav
from callcore.engines.spelled import spell
from chaos.standins.openai.server import openai_standin
from chaos.standins.trouble import Trouble
from tests.chaos.standins.openai.client import (
    THEIR_GENERATORS,
    open_client,
    transcribe,
    until,
)

pytestmark = [pytest.mark.integration, THEIR_GENERATORS]

# with_raw_response bodies are read where the client would not show what came
TEXT = "my number is 0 5 0"


async def test_a_file_becomes_text_with_its_usage(standin, client):
    heard = await transcribe(client, spell(TEXT))
    assert heard.text == TEXT
    assert heard.usage.seconds == 2
    heard = await transcribe(client, spell(TEXT), "gpt-4o-transcribe")
    assert heard.usage.type == "tokens"
    assert heard.usage.input_tokens == 10
    assert {seen.ended for seen in standin.seen} == {"done"}
    assert standin.seen[-1].audio_bytes == len(wav.encode(spell(TEXT)))
    assert standin.open_streams == 0


async def test_verbose_json_names_the_language_and_text_is_plain(client):
    heard = await transcribe(
        client, spell(TEXT), "whisper-1", response_format="verbose_json", language="uk"
    )
    assert (heard.text, heard.language) == (TEXT, "ukrainian")
    assert heard.segments[0].end == heard.duration == len(spell(TEXT)) / 16000
    plain = await transcribe(client, spell("a b"), "whisper-1", response_format="text")
    assert plain == "a b\n"


async def test_a_stream_sends_deltas_and_the_whole(client):
    stream = await transcribe(client, spell(TEXT), stream=True)
    async with stream:
        events = [event async for event in stream]
    deltas = [event.delta for event in events if event.type == "transcript.text.delta"]
    assert "".join(deltas) == events[-1].text == TEXT
    assert len(deltas) == len(TEXT.split())


async def test_languages_and_hints_are_written_down_and_the_ear_chooses():
    def hears(_pcm, language):
        assert language == "uk"
        return "привет", "ru"

    with openai_standin(hears) as standin:
        async with open_client(standin) as client:
            heard = await transcribe(
                client,
                spell("a"),
                extra_body={
                    "languages": ["uk", "ru"],
                    "keywords": ["Nordic", "Nokian"],
                },
            )
    assert heard.text == "привет"
    assert heard.languages[0].code == "ru"
    assert standin.seen[0].languages == ("uk", "ru")
    assert standin.seen[0].hints == ("Nordic", "Nokian")


async def test_silence_has_no_text(client):
    assert (await transcribe(client, bytes(16000))).text == ""


async def test_what_it_cannot_do_is_refused(standin, client):
    with pytest.raises(openai.NotFoundError) as caught:
        await transcribe(client, spell("a"), "whisper-9")
    assert caught.value.code == "model_not_found"
    with pytest.raises(openai.BadRequestError):
        await transcribe(
            client, spell("a"), "gpt-4o-transcribe", response_format="verbose_json"
        )
    with pytest.raises(openai.BadRequestError, match="corrupted"):
        await client.audio.transcriptions.create(
            file=("a.wav", b"ID3"), model="whisper-1"
        )
    assert [seen.ended for seen in standin.seen] == ["refused"] * 3


async def test_a_file_over_25_mb_is_refused(client):
    for size in (25 * 1024 * 1024 + 1, 27_000_000):
        with pytest.raises(openai.APIStatusError) as caught:
            await client.audio.transcriptions.create(
                file=("a.wav", bytes(size)), model="whisper-1"
            )
        assert caught.value.status_code == 413


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("limit", openai.RateLimitError),
        ("unauthorised", openai.AuthenticationError),
        ("forbidden", openai.PermissionDeniedError),
        ("missing", openai.NotFoundError),
        ("refuse", openai.BadRequestError),
        ("error", openai.InternalServerError),
        ("reset", openai.APIConnectionError),
    ],
)
async def test_a_trouble_strikes_once_and_then_all_is_well(
    standin, client, kind, error
):
    standin.trouble = Trouble(kind, after=1, times=1)
    assert (await transcribe(client, spell(TEXT))).text == TEXT
    with pytest.raises(error) as caught:
        await transcribe(client, spell(TEXT))
    if kind == "limit":
        assert caught.value.response.headers["retry-after"] == "1"
    assert (await transcribe(client, spell(TEXT))).text == TEXT


async def test_a_hung_request_ends_when_its_client_leaves(standin, client):
    standin.trouble = Trouble("hang")
    with pytest.raises(openai.APITimeoutError):
        await transcribe(client.with_options(timeout=0.5), spell(TEXT))
    await until(lambda: standin.open_streams == 0)
    assert standin.seen[-1].ended == "cancelled"


async def raw(client):
    create = client.audio.transcriptions.with_raw_response.create
    response = await create(file=("a.wav", wav.encode(spell(TEXT))), model="whisper-1")
    return response.content


async def test_garbage_is_json_of_wrong_shapes(standin, client):
    standin.trouble = Trouble("garbage")
    for _ in range(5):
        said = json.loads(await raw(client))
        assert not isinstance(said, dict) or not isinstance(said.get("text"), str)


async def test_rubbish_is_no_json_and_no_utf_8(standin, client):
    standin.trouble = Trouble("rubbish")
    for _ in range(2):
        with pytest.raises(ValueError, match="codec"):
            json.loads(await raw(client))


async def test_huge_is_100_000_characters_and_cut_is_half_an_answer(standin, client):
    standin.trouble = Trouble("huge")
    assert len((await transcribe(client, spell(TEXT))).text) == 100_000
    standin.trouble = Trouble("cut")
    assert await raw(client) == b"{"
    assert standin.seen[-1].ended == "cut"


async def test_a_stream_is_cut_after_as_many_deltas_as_asked(standin, client):
    standin.trouble = Trouble("cut", after=2)
    stream = await transcribe(client, spell(TEXT), stream=True)
    async with stream:
        events = [event async for event in stream]
    assert [event.delta for event in events] == ["my", " number"]
