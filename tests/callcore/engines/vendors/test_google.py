"""The account: where Google is, who we are, and what stops the start."""

import json
import sys
from contextlib import ExitStack
from typing import Any

import pytest
import trio

from callcore.engines.errors import EngineError
from callcore.engines.offers import OfferError
from callcore.engines.spelled import spell
from callcore.engines.stt.google import GoogleSpeech, SpeechOptions
from callcore.engines.utterance import UtteranceAudio
from callcore.engines.vendors.google import (
    STREAMS_A_CHANNEL,
    Connections,
    GoogleAccount,
    open_google,
)
from callcore.shared.costs.usage import unbilled
from tests.kit.leaks import no_leaks

STANDIN = (sys.executable, "-m", "chaos.standins.google")
SECRET = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n"


@pytest.mark.parametrize(
    ("region", "speech", "voices"),
    [
        ("global", "speech.googleapis.com:443", "texttospeech.googleapis.com:443"),
        ("eu", "eu-speech.googleapis.com:443", "eu-texttospeech.googleapis.com:443"),
        (
            "europe-west4",
            "europe-west4-speech.googleapis.com:443",
            "europe-west4-texttospeech.googleapis.com:443",
        ),
    ],
)
def test_every_region_has_its_own_address(region, speech, voices):
    account = GoogleAccount("shop", region)
    assert account.host_of("speech") == speech
    assert account.host_of("texttospeech") == voices
    assert account.recogniser == f"projects/shop/locations/{region}/recognizers/_"
    assert not account.plaintext


@pytest.mark.parametrize(
    ("endpoint", "host"),
    [
        ("http://127.0.0.1:8080", "127.0.0.1:8080"),
        ("http://localhost", "localhost:80"),
        ("http://[::1]:9", "[::1]:9"),
        ("https://speech.example.com", "speech.example.com:443"),
    ],
)
def test_an_endpoint_replaces_all_addresses(endpoint, host):
    assert GoogleAccount("shop", endpoint=endpoint).host_of("speech") == host


@pytest.mark.parametrize(
    "endpoint", ["http://192.0.2.7:80", "http://example.com", "ftp://127.0.0.1", "x"]
)
async def test_nothing_travels_in_the_clear_to_another_machine(endpoint):
    with pytest.raises(OfferError, match="CALLCORE_GOOGLE_ENDPOINT"):
        async with open_google(GoogleAccount("shop", endpoint=endpoint)):
            raise AssertionError("it opened")


async def test_without_a_project_nothing_starts():
    with pytest.raises(OfferError, match="CALLCORE_GOOGLE_PROJECT"):
        async with open_google(GoogleAccount("")):
            raise AssertionError("it opened")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "no json",
        "{}",
        "[]",
        '"text"',
        "\0",
        json.dumps({"type": "service_account", "private_key": SECRET}),
        json.dumps(
            {
                "type": "service_account",
                "client_email": "a@b.c",
                "token_uri": "https://example.com",
                "private_key": SECRET,
            }
        ),
    ],
)
async def test_a_broken_key_file_is_a_sentence_that_quotes_nothing(tmp_path, content):
    path = tmp_path / "key.json"
    path.write_text(content)
    with pytest.raises(OfferError) as raised:
        async with open_google(GoogleAccount("shop", credentials=path)):
            raise AssertionError("it opened")
    assert "CALLCORE_GOOGLE_CREDENTIALS" in str(raised.value)
    assert "c2VjcmV0" not in repr(raised.value)
    assert raised.value.__cause__ is None


async def test_a_missing_key_file_is_a_sentence(tmp_path):
    with pytest.raises(OfferError, match=r"none\.json cannot be read"):
        async with open_google(
            GoogleAccount("shop", credentials=tmp_path / "none.json")
        ):
            raise AssertionError("it opened")


async def test_a_machine_without_credentials_is_a_sentence(monkeypatch):
    import google.auth
    from google.auth.exceptions import DefaultCredentialsError

    def default(**_):
        raise DefaultCredentialsError("a long story about files and " + SECRET)

    monkeypatch.setattr(google.auth, "default", default)
    with pytest.raises(OfferError, match="no credentials") as raised:
        async with open_google(GoogleAccount("shop")):
            raise AssertionError("it opened")
    assert "c2VjcmV0" not in str(raised.value)


@pytest.mark.integration
async def test_google_itself_is_reached_with_tls_and_a_key(monkeypatch, tmp_path):
    """No network here: what counts is that the channels are made and closed."""
    from google.auth.credentials import AnonymousCredentials
    from google.oauth2 import service_account

    kinds = service_account.Credentials
    monkeypatch.setattr(
        kinds, "from_service_account_file", lambda *_, **__: AnonymousCredentials()
    )
    account = GoogleAccount("shop", "eu", tmp_path / "key.json", "https://127.0.0.1:1")
    async with no_leaks():
        async with open_google(account) as cloud:
            engine = GoogleSpeech(cloud, SpeechOptions(), unbilled)
            audio = UtteranceAudio()
            audio.append(spell("hello"))
            audio.close()
            with trio.fail_after(5), pytest.raises(EngineError) as raised:
                await engine.transcribe(audio, "en", lambda _: None)
            assert raised.value.reason == "connection"
        del cloud, engine, raised


@pytest.mark.integration
async def test_a_service_that_comes_back_is_found_within_two_seconds(tmp_path):
    from chaos.standins.google.server import google_standin

    with google_standin() as gone:
        port = gone.port
    async with open_google(
        GoogleAccount("shop", endpoint=f"http://127.0.0.1:{port}")
    ) as cloud:
        engine = GoogleSpeech(cloud, SpeechOptions(), unbilled)

        async def ask():
            audio = UtteranceAudio()
            audio.append(spell("hello"))
            audio.close()
            return (await engine.transcribe(audio, "en", lambda _: None)).text

        for _ in range(12):  # gone for a while: gRPC waits longer and longer
            with pytest.raises(EngineError):
                await ask()
            await trio.sleep(0.3)
        process: Any = await trio.lowlevel.open_process(
            [*STANDIN, "--port", str(port), "--spelled", "--cache", str(tmp_path)],
            stdout=-1,
        )
        try:
            with trio.fail_after(30):
                await process.stdout.receive_some(100)
            back_s, text = trio.current_time(), ""
            while not text:
                try:
                    text = await ask()
                except EngineError:
                    await trio.sleep(0.05)
                assert trio.current_time() - back_s < 2
            assert text == "hello"
        finally:
            process.terminate()
            with trio.move_on_after(10, shield=True):
                await process.wait()
                await process.stdout.aclose()


def test_a_connection_is_filled_before_the_next_is_opened():
    class Channel:
        def __init__(self):
            self.streams = 0

        def stream(self, _method, _metadata, _limit_s):
            self.streams += 1
            return ExitStack()

    channels: Any = [Channel() for _ in range(3)]
    pool = Connections(channels, ())
    with ExitStack() as calls:
        for _ in range(STREAMS_A_CHANNEL + 1):
            calls.enter_context(pool.stream("/m", 1))
        assert [one.streams for one in channels] == [STREAMS_A_CHANNEL, 1, 0]
        assert pool.open_streams == STREAMS_A_CHANNEL + 1
        for _ in range(STREAMS_A_CHANNEL * 2 + 2):
            calls.enter_context(pool.stream("/m", 1))
        assert max(one.streams for one in channels) == STREAMS_A_CHANNEL + 1
    assert pool.open_streams == 0
