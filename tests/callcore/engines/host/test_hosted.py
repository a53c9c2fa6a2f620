from __future__ import annotations

import pytest
import trio

from callcore.engines.errors import EngineError, EngineRefused
from callcore.engines.host.hosted import HostedSimilarity, HostedVoice, HostedWhisper
from callcore.engines.ports import Partial, Transcript
from callcore.engines.spelled import read_spelled, spell
from callcore.engines.utterance import UtteranceAudio
from callcore.shared.costs.usage import Usage
from tests.callcore.engines.contracts import (
    SimilarityContract,
    SpeechToTextContract,
    TextToSpeechContract,
    hear,
    say,
)
from tests.callcore.engines.host.fakes import PATIENCE_S

pytestmark = pytest.mark.integration


@pytest.fixture
def clock():
    return None


class TestHostedWhisper(SpeechToTextContract):
    @pytest.fixture
    async def engine(self, client):
        return HostedWhisper(client, partial_ms=200)

    @pytest.fixture
    def spoken(self):
        return spell("two red shirts"), ["two", "red", "shirts"]


class TestHostedVoice(TextToSpeechContract):
    @pytest.fixture
    async def engine(self, client):
        return HostedVoice(client)


class TestHostedSimilarity(SimilarityContract):
    examples = ("Where is my order?", "i want to buy a shirt", "goodbye")

    @pytest.fixture
    async def engine(self, client):
        return HostedSimilarity(client)


class Partials(list[Partial]):
    """Keeps the partials that were posted; :meth:`reach` waits for as many."""

    def __init__(self):
        super().__init__()
        self.stirred = trio.Event()

    def post(self, partial):
        self.append(partial)
        self.stirred.set()

    async def reach(self, count):
        while len(self) < count:
            self.stirred = trio.Event()
            await self.stirred.wait()


async def decoding(natives):
    with trio.fail_after(PATIENCE_S):
        await trio.to_thread.run_sync(
            natives.stt.started.acquire, abandon_on_cancel=True
        )


async def test_a_partial_of_all_speech_serves_as_the_final(client, natives):
    engine, audio = HostedWhisper(client, partial_ms=200), UtteranceAudio()
    found: list[Transcript] = []
    partials: list[Partial] = []

    async def transcribe():
        found.append(await engine.transcribe(audio, "en", partials.append))

    with trio.fail_after(PATIENCE_S):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(transcribe)
            audio.append(spell("yes please"))
            await decoding(natives)
            audio.append(bytes(3200), speech=False)
            audio.settle()
            audio.append(bytes(3200), speech=False)
            audio.close()
    assert found[0].text == "yes please"
    assert natives.stt.asked == ["yes please"]


async def test_a_final_that_was_begun_in_a_pause_is_not_the_last_word(client, natives):
    engine, audio, found = HostedWhisper(client), UtteranceAudio(), []

    async def transcribe():
        found.append(await engine.transcribe(audio, "en", lambda _partial: None))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(transcribe)
        audio.append(spell("two "))
        audio.settle()
        await decoding(natives)
        audio.unsettle()
        audio.append(spell("shirts"))
        audio.settle()
        audio.close()
    assert found[0].text == "two shirts"


async def test_a_talk_of_forty_seconds_is_heard_whole(client):
    words = " ".join(f"w{i:03}" for i in range(120))  # 600 characters, 36 s
    audio = UtteranceAudio()
    audio.append(spell(words))
    audio.close()
    with trio.fail_after(PATIENCE_S):
        transcript = await HostedWhisper(client).transcribe(audio, "en", print)
    assert transcript.text.replace(" ", "") == words.replace(" ", "")


async def test_a_void_utterance_costs_no_decode(client, natives):
    audio = UtteranceAudio()
    audio.append(spell("click"))
    audio.void = True
    audio.close()
    with trio.fail_after(PATIENCE_S):
        transcript = await HostedWhisper(client).transcribe(audio, "en", print)
    assert transcript.text == ""
    assert natives.stt.asked == []


async def test_a_failing_decode_raises(client):
    with trio.fail_after(PATIENCE_S), pytest.RaisesGroup(EngineError):
        await hear(HostedWhisper(client), spell("crash"), pace_s=0.001)


async def test_cancelling_stops_the_decode(client, natives):
    natives.stt.gate.clear()
    audio = UtteranceAudio()
    audio.append(spell("a"))
    audio.close()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(HostedWhisper(client).transcribe, audio, "en", print)
        await decoding(natives)
        nursery.cancel_scope.cancel()
    with trio.fail_after(
        PATIENCE_S
    ):  # the gate is shut: only an abort lets this through
        await HostedSimilarity(client).similarity("a", ["a"])
        nursery_free = client.ask(
            "stt.decode",
            {"language": "en", "hints": [], "final": True, "utterance": 9},
            spell("b"),
        )
        await decoding(natives)
    natives.stt.gate.set()
    nursery_free.cancel()


async def test_speech_comes_back_word_for_word(client):
    chunks = await say(HostedVoice(client), "one two three")
    assert read_spelled(b"".join(chunk.pcm for chunk in chunks)) == "one two three"


async def test_a_language_without_a_voice_is_refused(client):
    with pytest.raises(EngineRefused, match="no-voice"):
        await say(HostedVoice(client), "привіт", "uk")


async def test_a_partial_finds_the_language_and_the_final_costs_no_more(
    client, natives
):
    natives.stt.shares = {"uk": 0.05, "ru": 0.95}
    engine, audio = HostedWhisper(client, partial_ms=200), UtteranceAudio()
    found: list[Transcript] = []
    partials = Partials()

    async def transcribe():
        found.append(
            await engine.transcribe(audio, "uk", partials.post, (), ("ru", "en"))
        )

    with trio.fail_after(PATIENCE_S):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(transcribe)
            audio.append(spell("two red shirts and"))  # 1.08 s
            await partials.reach(1)
            audio.append(spell(" socks"))
            audio.settle()
            audio.close()
    assert found[0].text == "two red shirts and socks"
    assert (found[0].language, found[0].language_confidence) == ("ru", 0.95)
    assert natives.stt.detected == [(1080, ("en", "ru", "uk"))]
    assert set(natives.stt.languages) == {"ru"}


@pytest.mark.parametrize("shares", [RuntimeError("no"), {}])
async def test_text_is_not_lost_when_detection_fails(client, natives, shares):
    natives.stt.shares = shares
    with trio.fail_after(PATIENCE_S):
        found = await hear(
            HostedWhisper(client),
            spell("two red shirts and some socks"),
            "uk",
            pace_s=0.001,
            others=("ru",),
        )
    assert found == Transcript("two red shirts and some socks", "uk", 0.8, None)


async def test_a_word_is_too_short_to_tell(client, natives):
    natives.stt.shares = {"ru": 1.0}
    audio = UtteranceAudio()
    audio.append(spell("hello"))
    audio.close()
    with trio.fail_after(PATIENCE_S):
        found = await HostedWhisper(client).transcribe(audio, "uk", print, (), ("ru",))
    assert (found.text, found.language) == ("hello", "uk")
    assert natives.stt.detected == []


async def test_a_partial_is_stable_once_the_audio_has_settled(client, natives):
    engine, audio = HostedWhisper(client, partial_ms=200), UtteranceAudio()
    partials = Partials()

    with trio.fail_after(PATIENCE_S):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(engine.transcribe, audio, "en", partials.post)
            audio.append(spell("two "))
            await partials.reach(1)
            audio.settle()  # the partial that came has heard it all
            await partials.reach(2)
            audio.append(bytes(320), speech=False)
            audio.unsettle()
            audio.append(spell("red"))
            audio.settle()
            await partials.reach(3)
            audio.close()
    assert [(one.text, one.stable) for one in partials] == [
        ("two", False),
        ("two", True),
        ("two red", True),
    ]
    assert natives.stt.asked == ["two", "two red"]


async def test_what_was_heard_is_told_with_the_speech_in_it(client):
    spent: list[Usage] = []
    engine = HostedWhisper(client, model="whisper-small", spend=spent.append)
    pcm = spell("two red shirts")
    await hear(engine, pcm)
    (usage,) = spent
    assert (usage.component, usage.provider, usage.mode) == ("stt", "local", "request")
    assert (usage.model, usage.unit) == ("whisper-small", "audio_ms")
    assert usage.facts["speech_ms"] == len(pcm) // 16
    assert usage.quantity == usage.facts["speech_ms"] + 500


async def test_what_was_heard_is_told_even_if_nobody_waited_for_the_text(client):
    spent: list[Usage] = []
    audio = UtteranceAudio()
    audio.append(spell("two"))
    with trio.move_on_after(0.05):
        await HostedWhisper(client, spend=spent.append).transcribe(audio, "en", print)
    assert [usage.quantity for usage in spent] == [len(audio.pcm) // 16]


@pytest.mark.parametrize(("text", "chars"), [("Yes, please.", [12]), ("", [])])
async def test_what_was_spoken_is_told_in_characters(client, text, chars):
    spent: list[Usage] = []
    await say(HostedVoice(client, spend=spent.append), text)
    assert [(usage.unit, usage.quantity) for usage in spent] == [
        ("chars", count) for count in chars
    ]
