"""The contracts on the real engines, through a real engine process."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import trio

from callcore.engines.host.client import EngineClient
from callcore.engines.host.hosted import HostedSimilarity, HostedVoice, HostedWhisper
from callcore.engines.tts.hibari import NativeHibari
from callcore.engines.utterance import UtteranceAudio
from tests.callcore.engines.contracts import (
    SimilarityContract,
    SpeechToTextContract,
    TextToSpeechContract,
    hear,
    say,
)
from tests.callcore.engines.voicecache import CACHE, NEEDS_RHVOICE, collect

pytestmark = pytest.mark.native

START_S = (
    60  # the first start converts Whisper, on a machine that does other things, too
)
PROGRAM = """
import sys, trio
from pathlib import Path
from callcore.engines.host.natives import ModelSettings
from callcore.engines.host.server import HostSettings, serve
models = ModelSettings(cache=Path(sys.argv[2]), roles=("agent", "caller"))
settings = HostSettings(socket=Path(sys.argv[1]), models=models, chaos=True)
trio.run(lambda: serve(settings))
"""


def start(command):
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": os.getcwd()})


@pytest.fixture(scope="module")
def socket(tmp_path_factory):
    path = tmp_path_factory.mktemp("engines") / "e.sock"
    command = [sys.executable, "-c", PROGRAM, str(path), str(CACHE)]
    process = start(command)
    yield path
    process.kill()
    process.wait()


@pytest.fixture
async def client(socket, nursery):
    client = EngineClient(socket)
    await nursery.start(client.run)
    with trio.fail_after(START_S):
        await client.wait_connected()
    return client


@pytest.fixture(scope="module")
def order():
    chunks = collect(NativeHibari(), "I would like to order two red shirts.")
    return b"".join(chunk.pcm for chunk in chunks)


@pytest.fixture
def clock():
    return None


class TestWhisper(SpeechToTextContract):
    @pytest.fixture
    async def engine(self, client):
        return HostedWhisper(client)

    @pytest.fixture
    def spoken(self, order):
        return order, ["order", "two", "red"]


class TestAgentVoice(TextToSpeechContract):
    @pytest.fixture
    async def engine(self, client):
        return HostedVoice(client)


class TestCallerVoice(TextToSpeechContract):
    @pytest.fixture
    async def engine(self, client):
        return HostedVoice(client, "caller")


class TestSimilarity(SimilarityContract):
    @pytest.fixture
    async def engine(self, client):
        return HostedSimilarity(client)


@NEEDS_RHVOICE
@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("ru", "Здравствуйте, где мой заказ?", {"где", "заказ"}),
        ("uk", "Добрий день, де моє замовлення?", {"замовлення"}),
    ],
)
async def test_what_a_voice_says_is_understood(client, language, text, words):
    chunks = await say(HostedVoice(client), text, language)
    pcm = b"".join(chunk.pcm for chunk in chunks)
    transcript = await hear(HostedWhisper(client), pcm, language)
    assert words <= set(transcript.text.lower().strip("?.!").split())


async def test_thirty_five_seconds_lose_neither_beginning_nor_end(client, order):
    audio = UtteranceAudio()
    pause = bytes(28_000)
    for _ in range(9):
        audio.append(order + pause)
    audio.append(order)
    audio.close()
    transcript = await HostedWhisper(client).transcribe(audio, "en", lambda _p: None)
    assert 9 <= transcript.text.lower().count("shirt") <= 11


async def test_a_killed_process_is_an_error_at_once(tmp_path, nursery):
    path = tmp_path / "e.sock"
    command = [sys.executable, "-c", PROGRAM, str(path), str(CACHE)]
    process = start(command)
    client = EngineClient(path)
    await nursery.start(client.run)
    with trio.fail_after(START_S):
        await client.wait_connected()
        await client.set_fault("stt", "hang")
        fields = {"language": "en", "hints": [], "final": True, "utterance": 1}
        ticket = client.ask("stt.decode", fields, bytes(3200))
        await client.ping()
        process.kill()
        await ticket.wait()
    process.wait()
    with pytest.raises(Exception, match="connection-lost"):
        ticket.result()
