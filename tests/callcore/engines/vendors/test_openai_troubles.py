"""All three engines against the vendor's stand-in: the contracts, and every trouble it has."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest
import trio

from callcore.engines.chat import Message
from callcore.engines.errors import EngineError
from callcore.engines.llm.openai import OpenAIModel
from callcore.engines.spelled import spell
from callcore.engines.stt import openai as stt
from callcore.engines.stt.openai import OpenAITranscriber
from callcore.engines.tts.openai import OpenAIVoice
from callcore.engines.vendors.openai import StreamDeadlines, open_openai
from callcore.shared.costs.usage import Usage
from chaos.standins.openai.server import openai_standin
from chaos.standins.trouble import WELL, Trouble
from tests.callcore.engines.contracts import (
    LanguageModelContract,
    SpeechToTextContract,
    TextToSpeechContract,
    hear,
    say,
)
from tests.callcore.engines.stt.hearing import unasked, uttered
from tests.callcore.engines.vendors.speechserver import KEY
from tests.kit.llmserver import Reply
from tests.kit.until import until

pytestmark = [
    pytest.mark.integration,
    # Trio warns of the SDK's own async generators even when all is read (STACK.md 4).
    pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning"),
]

STAGES = ("stt", "tts", "llm")
SENTENCE = "winter tyres for my car please"
SPOKEN = spell(SENTENCE)
SOON = StreamDeadlines(first_s=0.7, gap_s=0.7, tail_s=0.2)


@pytest.fixture(scope="module")
def house():
    replies = [Reply("Good morning, what can I do for you?")]
    with openai_standin(replies=replies, key=KEY) as standin:
        yield standin


@pytest.fixture
def standin(house):
    house.trouble = WELL
    house.seen.clear()
    return house


@pytest.fixture
async def client(standin):
    async with open_openai(standin.url, key=KEY) as client:
        yield client


@pytest.fixture
def clock():
    return None


class TestSpeechToText(SpeechToTextContract):
    @pytest.fixture
    def spoken(self):
        return SPOKEN, SENTENCE.split()

    @pytest.fixture(params=["whisper-1", "gpt-4o-transcribe", "gpt-transcribe"])
    def engine(self, client, request):
        return OpenAITranscriber(client, request.param, lambda _: None)


class TestTextToSpeech(TextToSpeechContract):
    @pytest.fixture
    def engine(self, client):
        return OpenAIVoice(client, "tts-1", "alloy", lambda _: None)


class TestLanguageModel(LanguageModelContract):
    @pytest.fixture
    def engine(self, client):
        return OpenAIModel(client, "gpt-6-luna")


async def ask(stage, client, spend):
    """Ask an engine of ``stage`` something that takes several answers."""
    if stage == "stt":
        engine = OpenAITranscriber(client, "whisper-1", spend)
        await engine.transcribe(uttered(SPOKEN), "en", unasked)
    elif stage == "tts":
        voice = OpenAIVoice(client, "tts-1", "alloy", spend, deadlines=SOON)
        await say(voice, SENTENCE)
    else:
        model = OpenAIModel(client, "gpt-6-luna", spend=spend, deadlines=SOON)
        async with model.reply([Message("user", "Hi")], (), "en") as deltas:
            async for _ in deltas:
                pass


AT_ONCE = {
    "limit": "rate-limited",
    "unauthorised": "unauthorised",
    "forbidden": "forbidden",
    "missing": "no-such-model",
    "refuse": "bad-request",
    "error": "server-error",
    "reset": "connection",
    "hang": "timeout",
    "rubbish": "garbage",
}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("kind", AT_ONCE)
async def test_each_trouble_has_its_word_and_the_next_request_is_well(
    standin, client, monkeypatch, stage, kind
):
    monkeypatch.setattr(stt, "ANSWER_S", 0.7)
    spent: list[Usage] = []
    standin.trouble = Trouble(kind, times=1)
    with pytest.raises(EngineError) as caught:
        await ask(stage, client, spent.append)
    assert caught.value.reason == AT_ONCE[kind]
    assert bool(spent) is (kind in {"hang", "rubbish"})
    await ask(stage, client, spent.append)
    assert spent
    await until(lambda: standin.open_streams == 0)


IN_THE_MIDDLE = {
    ("tts", "reset"): "cut",
    ("tts", "cut"): "cut",
    ("tts", "hang"): "timeout",
    ("tts", "huge"): "garbage",
    ("llm", "reset"): "cut",
    ("llm", "cut"): "cut",
    ("llm", "hang"): "timeout",
    ("llm", "error"): "server-error",
    ("llm", "rubbish"): "garbage",
}


@pytest.mark.parametrize(("stage", "kind"), IN_THE_MIDDLE)
async def test_trouble_in_the_middle_of_an_answer_has_its_word_and_its_price(
    standin, client, stage, kind
):
    spent: list[Usage] = []
    standin.trouble = Trouble(kind, after=2)
    with pytest.raises(EngineError) as caught:
        await ask(stage, client, spent.append)
    assert caught.value.reason == IN_THE_MIDDLE[stage, kind]
    assert spent
    await until(lambda: standin.open_streams == 0)


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("kind", ["garbage", "huge", "cut", "delay"])
@pytest.mark.parametrize("after", [0, 1, 2, 3])
async def test_nothing_but_an_engine_error_comes_out_of_nonsense(
    standin, client, stage, kind, after
):
    standin.trouble = Trouble(kind, after=after, delay_s=0.05)
    for _ in range(4):  # its nonsense changes
        try:
            await ask(stage, client, lambda _usage: None)
        except EngineError as error:
            assert error.reason in {"garbage", "cut", "timeout"}  # noqa: PT017
    standin.trouble = WELL
    await ask(stage, client, lambda _usage: None)


@pytest.mark.parametrize("stage", STAGES)
async def test_a_wrong_key_is_unauthorised(standin, stage):
    async with open_openai(standin.url, key="sk-another") as client:
        with pytest.raises(EngineError, match="unauthorised"):
            await ask(stage, client, lambda _usage: None)


@asynccontextmanager
async def hanging(standin, stage, client):
    """Hold a request of ``stage`` that hangs."""
    standin.trouble = Trouble("hang", after=0 if stage == "stt" else 2)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(ask, stage, client, lambda _usage: None)
        await until(lambda: standin.open_streams == 1)
        yield nursery.cancel_scope


@pytest.mark.parametrize("stage", STAGES)
async def test_the_service_sees_that_a_caller_hung_up(standin, client, stage):
    async with hanging(standin, stage, client) as scope:
        scope.cancel()
    await until(lambda: standin.open_streams == 0)
    assert [seen.ended for seen in standin.seen] == ["cancelled"]


async def test_the_vendor_counts_the_same_as_we_report(standin, client):
    spent: list[Usage] = []
    for stage in STAGES:
        await ask(stage, client, spent.append)
    heard, spoken, _written = standin.seen
    by_unit = {one.unit: one for one in spent}
    audio_ms = (heard.audio_bytes - 44) // 16
    assert by_unit["audio_ms"].quantity == audio_ms
    assert by_unit["audio_ms"].facts["billed_ms"] == -(-audio_ms // 1000) * 1000
    assert by_unit["chars"].quantity == len(str(spoken.body["input"]))
    assert by_unit["tokens_in"].facts == by_unit["tokens_out"].facts == {}


async def test_the_current_model_says_which_language_it_heard(standin, client):
    engine = OpenAITranscriber(client, "gpt-transcribe", lambda _: None)
    found = await hear(engine, SPOKEN, "uk", pace_s=0.001, others=("en", "ru"))
    assert found.language == "uk"  # the ear takes the first one that it is offered
    assert found.language_confidence == stt.NAMED_CONFIDENCE
    assert standin.seen[0].languages == ("uk", "en", "ru")
