"""Connections, the table of errors, and what must never be seen of either."""

from __future__ import annotations

import json
import logging
import traceback

import httpx2
import openai
import pytest
import trio

from callcore.engines.chat import Message
from callcore.engines.errors import EngineError, EngineLost, EngineRefused
from callcore.engines.llm.openai import OpenAIModel
from callcore.engines.stt.openai import OpenAITranscriber
from callcore.engines.tts.openai import OpenAIVoice
from callcore.engines.utterance import UtteranceAudio
from callcore.engines.vendors import openai as vendor
from callcore.engines.vendors.openai import (
    count_untrusted,
    error_of,
    field_untrusted,
    goes_naked,
    guarded,
    open_openai,
    text_untrusted,
)
from callcore.shared.costs.usage import unbilled
from tests.callcore.engines.contracts import say
from tests.callcore.engines.vendors.speechserver import (
    KEY,
    Said,
    hear_spelled,
    raw_serving,
    serving,
)

pytestmark = [
    pytest.mark.integration,
    # Trio warns of the SDK's own async generators even when all is read (STACK.md 4).
    pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning"),
]

PRIVATE = "a private matter"
REQUEST = httpx2.Request("POST", "http://127.0.0.1/v1")


def status(code):
    response = httpx2.Response(code, request=REQUEST)
    kinds = {
        400: openai.BadRequestError,
        401: openai.AuthenticationError,
        403: openai.PermissionDeniedError,
        404: openai.NotFoundError,
        422: openai.UnprocessableEntityError,
        429: openai.RateLimitError,
        500: openai.InternalServerError,
        529: openai.InternalServerError,
    }
    kind = kinds.get(code, openai.APIStatusError)
    return kind(KEY, response=response, body={"key": KEY})


def caused(error, cause):
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (status(400), "bad-request"),
        (status(401), "unauthorised"),
        (status(403), "forbidden"),
        (status(404), "no-such-model"),
        (status(408), "timeout"),
        (status(409), "bad-request"),
        (status(422), "bad-request"),
        (status(429), "rate-limited"),
        (status(500), "server-error"),
        (status(529), "server-error"),
        (openai.APITimeoutError(REQUEST), "timeout"),
        (openai.APIConnectionError(request=REQUEST), "connection"),
        (
            caused(openai.APITimeoutError(REQUEST), httpx2.ConnectTimeout("")),
            "connection",
        ),
        (caused(openai.APITimeoutError(REQUEST), httpx2.PoolTimeout("")), "connection"),
        (openai.APIError("overloaded", REQUEST, body=None), "server-error"),
        (httpx2.ReadTimeout(""), "timeout"),
        (httpx2.RemoteProtocolError(""), "cut"),
        (httpx2.ReadError(""), "cut"),
        (httpx2.DecodingError(""), "garbage"),
        (trio.TooSlowError(), "timeout"),
        (json.JSONDecodeError("", "", 0), "garbage"),
        (UnicodeDecodeError("utf-8", b"", 0, 1, ""), "garbage"),
        (TypeError(), "garbage"),
        (AttributeError(), "garbage"),
    ],
    ids=repr,
)
def test_every_error_of_the_library_has_one_word(error, reason):
    ours = error_of("llm", error)
    refused = reason in {"bad-request", "unauthorised", "forbidden", "no-such-model"}
    assert type(ours) is (EngineRefused if refused else EngineLost)
    assert (ours.engine, ours.reason) == ("llm", reason)
    assert ours.retryable is not (refused or reason == "rate-limited")


def test_a_connection_lost_after_an_answer_began_was_cut():
    lost = openai.APIConnectionError(request=REQUEST)
    assert error_of("llm", lost, begun=True).reason == "cut"


async def test_what_is_not_the_services_fault_passes():
    async def work():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await guarded("llm", work())


def spoken():
    audio = UtteranceAudio()
    audio.append(b"\0\x20\0\xe0" * 8000)
    audio.close()
    return audio


async def ask(stage, client):
    if stage == "stt":
        engine = OpenAITranscriber(client, "m", unbilled)
        await engine.transcribe(spoken(), "en", lambda _: None)
    elif stage == "tts":
        await say(OpenAIVoice(client, "m", "v", unbilled), PRIVATE)
    else:
        model = OpenAIModel(client, "m")
        messages = [Message("user", PRIVATE)]
        async with model.reply(messages, (), "en") as deltas:
            async for _ in deltas:
                pass


def refusal(code):
    body = json.dumps({"error": {"message": f"{KEY}: {PRIVATE}", "code": KEY}})
    return (
        f"HTTP/1.1 {code} {KEY}\r\ncontent-type: application/json\r\n"
        f"x-request-id: {KEY}\r\ncontent-length: {len(body)}\r\n\r\n{body}"
    ).encode()


@pytest.mark.parametrize("code", [200, 401, 404, 500])
@pytest.mark.parametrize("stage", ["stt", "tts", "llm"])
async def test_a_service_that_repeats_the_key_is_not_repeated(stage, code, caplog):
    caplog.set_level(logging.DEBUG)
    async with raw_serving(refusal(code)) as client:
        with pytest.raises(EngineError) as caught:
            await ask(stage, client)
        assert KEY not in repr(client)
    error = caught.value
    told = "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))
    told += caplog.text + repr([vars(record) for record in caplog.records])
    assert KEY not in told
    assert PRIVATE not in told
    assert error.__cause__ is None
    seen = error.__context__
    while seen is not None:  # nothing of the library's hangs on it, shown or not
        assert not isinstance(seen, openai.OpenAIError | httpx2.HTTPError | ValueError)
        seen = seen.__context__


async def test_a_key_does_not_travel_on():
    async with serving(hear_spelled) as (elsewhere, server):
        where = f"{elsewhere.base_url}audio/speech"
        answer = f"HTTP/1.1 307 -\r\nlocation: {where}\r\ncontent-length: 0\r\n\r\n"
        async with raw_serving(answer.encode()) as client:
            with pytest.raises(EngineRefused, match="bad-request"):
                await ask("tts", client)
    assert server.asked == []


async def test_the_library_logs_nothing_of_its_own(caplog):
    caplog.set_level(logging.DEBUG)
    async with serving(hear_spelled) as (client, _):
        await ask("stt", client)
    names = {record.name.partition(".")[0] for record in caplog.records}
    assert not names & {"openai", "httpx2", "httpcore2"}


@pytest.mark.parametrize(
    ("url", "naked"),
    [
        ("https://api.example.com/v1", False),
        ("http://127.0.0.1:8000/v1", False),
        ("http://localhost/v1", False),
        ("http://[::1]:9/v1", False),
        ("http://192.168.1.7/v1", True),
        ("http://whisper.lan:8000/v1", True),
    ],
)
def test_what_can_be_read_on_the_way_is_known(url, naked):
    assert goes_naked(url) is naked


@pytest.mark.parametrize(("key", "lines"), [(KEY, 1), ("", 0)])
async def test_a_key_that_goes_naked_is_told_once_and_not_shown(key, lines, caplog):
    async with open_openai("http://192.0.2.1:9/v1", key=key):
        pass
    assert len(caplog.records) == lines
    assert KEY not in caplog.text + repr([vars(one) for one in caplog.records])


async def test_the_environment_has_no_say(monkeypatch):
    monkeypatch.setenv("OPENAI_ORG_ID", "org")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project")
    monkeypatch.setenv("OPENAI_API_KEY", "another")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    async with serving(hear_spelled) as (client, server):
        await ask("stt", client)
    headers = server.asked[0].headers
    assert headers["authorization"] == f"Bearer {KEY}"
    assert not [name for name in headers if name.startswith("openai-")]


async def test_requests_beyond_the_connections_are_lost_soon(monkeypatch):
    monkeypatch.setattr(vendor, "CONNECT_S", 0.2)
    async with serving([Said(delay_s=60)], connections=1) as (client, server):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(ask, "stt", client)
            await server.wait_until(lambda: server.open == 1)
            with pytest.raises(EngineLost, match="connection"):
                await ask("tts", client)
            nursery.cancel_scope.cancel()


async def test_many_calls_share_the_connections():
    async with serving(hear_spelled) as (client, server):
        async with trio.open_nursery() as nursery:
            for _ in range(30):
                nursery.start_soon(ask, "stt", client)
        assert len(server.asked) == 30
        await server.wait_idle()


@pytest.mark.parametrize(
    ("value", "text"),
    [("так", "так"), ("", ""), ("\ud83d!", "?!"), (None, ""), (7, ""), ([], "")],
)
def test_only_texts_are_texts(value, text):
    assert text_untrusted(value) == text


@pytest.mark.parametrize(
    ("value", "count"), [(5, 5), (-1, 0), (True, 0), ("5", 0), (None, 0), (10**9, 0)]
)
def test_only_counts_are_counts(value, count):
    assert count_untrusted(value) == count


def test_only_objects_have_fields():
    assert field_untrusted({"a": 1}, "a") == 1
    assert field_untrusted([1], "a") is None
    assert field_untrusted({}, "a") is None
