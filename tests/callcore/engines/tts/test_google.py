"""Google's voices over a real gRPC server: streams, whole answers, trouble, bills."""

import random
from typing import Any

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st

from callcore.audio.resample import StreamDownsampler
from callcore.engines.errors import EngineError, EngineLost, EngineRefused
from callcore.engines.offers import OfferError
from callcore.engines.spelled import read_spelled
from callcore.engines.tts.google import GoogleVoice, _Sentence
from callcore.engines.tts.googlevoices import DEFAULT_VOICES
from callcore.engines.vendors.google import GoogleAccount, open_google
from callcore.shared.costs.usage import Usage, unbilled
from callcore.shared.ids import Language
from chaos.standins.google.server import google_standin
from chaos.standins.trouble import Trouble
from tests.callcore.engines.contracts import TextToSpeechContract, say
from tests.kit.until import until

pytestmark = pytest.mark.integration
NOBODY: Any = None
AT_ONCE_S = 1.0  # measured: 2 to 20 ms; the promise is 100, the machine may be busy

WHOLE: dict[Language, str] = {
    "en": "en-US-Neural2-C",
    "ru": "ru-RU-Wavenet-A",
    "uk": "uk-UA-Standard-A",
}


@pytest.fixture
def clock():
    """Real sockets need real time."""


@pytest.fixture
def standin():
    with google_standin() as running:
        yield running


@pytest.fixture
async def cloud(standin):
    async with open_google(GoogleAccount("shop", endpoint=standin.endpoint)) as opened:
        yield opened


@pytest.fixture
def spent():
    return []


@pytest.fixture(params=["stream", "stream at 24 kHz", "request"])
def engine(request, cloud, spent):
    voices = WHOLE if request.param == "request" else DEFAULT_VOICES
    rate_hz = 24_000 if "24" in request.param else 8_000
    return GoogleVoice(cloud, voices, spent.append, stream_rate_hz=rate_hz)


class TestContract(TextToSpeechContract):
    pass


REASONS: dict[str, tuple[type[EngineError], str, bool]] = {
    "unauthorised": (EngineRefused, "unauthorised", False),
    "forbidden": (EngineRefused, "forbidden", False),
    "missing": (EngineRefused, "no-such-model", False),
    "refuse": (EngineRefused, "bad-request", False),
    "limit": (EngineLost, "rate-limited", False),
    "error": (EngineLost, "server-error", True),
    "rubbish": (EngineLost, "garbage", True),
}


async def failure_of(engine, text="Your order is ready.", language="en"):
    with trio.fail_after(10), pytest.raises(EngineError) as raised:
        await say(engine, text, language)
    return raised.value


@pytest.mark.parametrize("kind", REASONS)
async def test_a_trouble_comes_out_as_the_table_says(engine, standin, spent, kind):
    standin.trouble = Trouble(kind)
    kinds, reason, retryable = REASONS[kind]
    failure = await failure_of(engine)
    assert type(failure) is kinds
    assert (failure.engine, failure.reason) == ("google", reason)
    assert failure.retryable is retryable
    if kinds is EngineRefused or reason == "rate-limited":
        assert not spent


async def test_a_connection_that_breaks_is_lost(engine, standin):
    standin.trouble = Trouble("reset")
    assert (await failure_of(engine)).reason == "connection"


async def test_a_stream_that_breaks_after_some_sound_is_lost(cloud, standin, spent):
    standin.trouble = Trouble("reset", after=2)
    engine = GoogleVoice(cloud, DEFAULT_VOICES, spent.append)
    failure = await failure_of(engine)
    assert type(failure) is EngineLost
    assert failure.reason in ("cut", "connection")  # a reset overtakes what was sent
    assert [one.quantity for one in spent] in ([], [20])


async def test_a_sentence_without_any_sound_is_garbage(cloud, standin):
    standin.trouble = Trouble("cut")
    engine = GoogleVoice(cloud, DEFAULT_VOICES, unbilled)
    assert (await failure_of(engine)).reason == "garbage"


async def test_the_words_come_out_whole(engine, standin):
    chunks = await say(engine, "Zwei 205/55")
    if engine._rate_hz == 8_000:  # spelled sound does not survive resampling
        assert read_spelled(b"".join(chunk.pcm for chunk in chunks)) == "Zwei 205/55"
    assert standin.seen[-1].text == "Zwei 205/55"


@pytest.mark.parametrize("kind", ["garbage", "huge"])
async def test_nonsense_ends_within_bounds(engine, standin, kind):
    standin.trouble = Trouble(kind)
    reasons = set()
    for _ in range(6):
        try:
            with trio.fail_after(10):
                chunks = await say(engine, "Your order is ready.")
        except EngineError as failure:
            reasons.add(failure.reason)
        else:
            assert sum(len(chunk.pcm) for chunk in chunks) <= 60 * 16_000
            assert all(len(chunk.pcm) % 2 == 0 for chunk in chunks)
    assert reasons <= {"garbage"}


@pytest.mark.parametrize("moment_s", [0, 0.001, 0.01, 0.1])
async def test_leaving_at_any_moment_ends_the_request_at_once(
    engine, standin, spent, moment_s
):
    standin.trouble = Trouble("hang")
    with trio.move_on_after(moment_s) as scope:
        await say(engine, "Your order is ready.")
    assert scope.cancelled_caught
    await until(lambda: standin.open_streams == 0, AT_ONCE_S)
    assert sum(usage.quantity for usage in spent) in (0, 20)


async def test_usage_is_in_characters_of_the_voices_family(cloud, standin):
    spent: list[Usage] = []
    voices: dict[Language, str] = {
        "en": "en-US-Neural2-C",
        "uk": "uk-UA-Chirp3-HD-Kore",
    }
    engine = GoogleVoice(cloud, voices, spent.append)
    await say(engine, "Yes.")
    await say(engine, "Так, є.", "uk")
    await say(engine, "...", "uk")
    kinds = [(one.model, one.mode, one.unit, one.quantity) for one in spent]
    assert kinds == [
        ("neural2", "request", "chars", 4),
        ("chirp3-hd", "stream", "chars", 7),
    ]
    assert [seen.voice for seen in standin.seen] == list(voices.values())


async def test_nothing_to_say_asks_nobody(engine, standin, spent):
    for text in ("", " ", "?!", "\0", "\u200b"):
        assert await say(engine, text) == []
    assert not standin.seen
    assert not spent


async def test_what_google_would_refuse_is_not_sent(cloud, standin):
    engine = GoogleVoice(cloud, {"en": DEFAULT_VOICES["en"]}, unbilled)
    assert (await failure_of(engine, "a" * 5_001)).reason == "bad-request"
    assert (await failure_of(engine, "Так.", "uk")).reason == "bad-request"
    assert not standin.seen


def test_a_voice_of_another_language_makes_no_engine():
    with pytest.raises(OfferError, match="does not speak 'uk'"):
        GoogleVoice(NOBODY, {"uk": "en-US-Chirp3-HD-Kore"}, unbilled)


def sentence(rate_hz=8_000):
    sampler = StreamDownsampler(rate_hz) if rate_hz != 8_000 else None
    return _Sentence("Yes.", DEFAULT_VOICES["en"], sampler)


@given(st.lists(st.integers(0, 999), max_size=20), st.sampled_from([8_000, 24_000]))
def test_sound_in_pieces_of_any_size_comes_out_whole(sizes, rate_hz):
    sound = random.Random(1).randbytes(sum(sizes))
    one, at = sentence(rate_hz), 0
    chunks = []
    for size in sizes:
        chunks += one.heard(sound[at : at + size])
        at += size
    if not one.samples:
        with pytest.raises(EngineLost):
            list(one.ended())
        return
    chunks += one.ended()
    pcm = b"".join(chunk.pcm for chunk in chunks)
    if rate_hz == 8_000:
        assert pcm == sound[: len(sound) // 2 * 2]
    assert chunks[-1].marks == ((len(pcm) // 2, 4),)
    assert sum(len(chunk.marks) for chunk in chunks) == 1


def test_a_sentence_of_more_than_a_minute_is_garbage():
    one = sentence()
    minute = sum(len(chunk.pcm) for chunk in one.heard(bytes(60 * 16_000)))
    assert minute == 60 * 16_000
    with pytest.raises(EngineLost):
        list(one.heard(bytes(2)))
