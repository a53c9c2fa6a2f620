"""Google's recogniser over a real gRPC server: streams, roll-over, trouble, bills."""

from typing import Any

import pytest
import trio

from callcore.engines.errors import EngineError, EngineLost, EngineRefused
from callcore.engines.offers import OfferError
from callcore.engines.ports import Partial
from callcore.engines.spelled import spell
from callcore.engines.stt.google import GoogleSpeech, SpeechOptions
from callcore.engines.stt.googlehearing import StreamAges
from callcore.engines.utterance import UtteranceAudio
from callcore.engines.vendors.google import GoogleAccount, open_google
from callcore.shared.costs.usage import unbilled
from chaos.standins.google.house import Limits
from chaos.standins.google.server import google_standin
from chaos.standins.trouble import Trouble
from tests.callcore.engines.contracts import PIECE, SpeechToTextContract, hear
from tests.kit.leaks import no_leaks
from tests.kit.until import until

pytestmark = pytest.mark.integration
NOBODY: Any = None
AT_ONCE_S = 1.0  # measured: 2 to 20 ms; the promise is 100, the machine may be busy

WORDS = "the tyres are for winter"


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


@pytest.fixture(params=["v2", "v1"])
def engine(request, cloud, spent):
    return GoogleSpeech(cloud, SpeechOptions(request.param), spent.append)


@pytest.fixture
def spoken():
    return spell(WORDS), WORDS.split()


class TestContract(SpeechToTextContract):
    pass


REASONS = {
    "unauthorised": (EngineRefused, "unauthorised", False),
    "forbidden": (EngineRefused, "forbidden", False),
    "missing": (EngineRefused, "no-such-model", False),
    "refuse": (EngineRefused, "bad-request", False),
    "limit": (EngineLost, "rate-limited", False),
    "error": (EngineLost, "server-error", True),
    "rubbish": (EngineLost, "garbage", True),
}


def closed(pcm):
    audio = UtteranceAudio()
    audio.append(pcm)
    audio.close()
    return audio


async def play(audio, text, *, pace_s=0.1, pause=0):
    """Say ``text`` into ``audio`` as a caller does, and ``pause`` pieces of silence."""
    pcm = spell(text) + bytes(pause * PIECE)
    for at in range(0, len(pcm), PIECE):
        audio.append(pcm[at : at + PIECE])
        await trio.sleep(pace_s)


async def failure_of(engine, pcm, pace_s=0.1):
    """Play ``pcm`` and return what the engine raises."""
    try:
        with trio.fail_after(10):
            await hear(engine, pcm, pace_s=pace_s)
    except* EngineError as raised:
        failure: Any = raised
    while isinstance(failure, ExceptionGroup):
        (failure,) = failure.exceptions
    return failure


@pytest.mark.parametrize("kind", REASONS)
@pytest.mark.parametrize("pcm_s", [0.5, 20.0])
async def test_a_trouble_comes_out_as_the_table_says(
    engine, standin, spent, kind, pcm_s
):
    # 20 s are many requests: the reason survives that we write while the stream ends
    standin.trouble = Trouble(kind)
    kinds, reason, retryable = REASONS[kind]
    pcm = (spell(WORDS) * 20)[: int(pcm_s * 16_000)]
    with trio.fail_after(5), pytest.raises(EngineError) as raised:
        await engine.transcribe(closed(pcm), "en", lambda _: None)
    assert type(raised.value) is kinds
    assert (raised.value.engine, raised.value.reason) == ("google", reason)
    assert raised.value.retryable is retryable
    if kinds is EngineRefused or reason == "rate-limited":
        assert not spent  # nobody bills what he refuses


@pytest.mark.parametrize("kind", ["cut", "reset"])
async def test_a_stream_that_ends_in_mid_speech_is_a_cut(engine, standin, spent, kind):
    standin.trouble = Trouble(kind, after=1)
    failure = await failure_of(engine, spell(WORDS * 2))
    assert type(failure) is EngineLost
    assert (failure.reason, failure.retryable) == ("cut", True)
    assert spent[0].quantity > 0


async def test_a_service_that_is_not_there_is_lost_at_once_and_found_again(
    spent, spoken
):
    with google_standin() as gone:
        port = gone.port
    account = GoogleAccount("shop", endpoint=f"http://127.0.0.1:{port}")
    async with open_google(account) as cloud:
        engine = GoogleSpeech(cloud, SpeechOptions(), spent.append)
        with trio.fail_after(2), pytest.raises(EngineLost) as raised:
            await engine.transcribe(closed(spoken[0]), "en", lambda _: None)
        assert raised.value.reason == "connection"
        assert not spent


async def test_a_hanging_service_can_be_left_and_costs_what_was_sent(
    engine, standin, spent, spoken
):
    standin.trouble = Trouble("hang")
    with trio.move_on_after(1) as scope:
        await hear(engine, spoken[0])
    assert scope.cancelled_caught
    (usage,) = spent
    assert 300 <= usage.quantity <= 1100
    await until(lambda: standin.open_streams == 0, AT_ONCE_S)


@pytest.mark.parametrize("moment_s", [0, 0.001, 0.01, 0.05, 0.3, 0.7, 1.2])
async def test_cancelling_at_any_moment_ends_the_servers_stream_at_once(
    engine, standin, spoken, moment_s
):
    async def leave(scope):
        await trio.sleep(moment_s)
        scope.cancel()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(leave, nursery.cancel_scope)
        await hear(engine, spoken[0])
    await until(lambda: standin.open_streams == 0, AT_ONCE_S)


async def test_a_text_of_100_kB_is_heard_and_shortened(engine, standin, spoken):
    standin.trouble = Trouble("huge")
    partials: list[Partial] = []
    with trio.fail_after(10):
        heard = await hear(engine, spoken[0], post=partials.append)
    assert 5_000 < len(heard.text) <= 10_000
    assert all(len(partial.text) <= 10_000 for partial in partials)


async def test_garbage_of_the_right_type_is_no_exception(engine, standin):
    standin.trouble = Trouble("garbage")
    partials: list[Partial] = []
    with trio.fail_after(15):
        heard = await hear(engine, spell(WORDS * 3), post=partials.append)
    assert heard.language == "en"
    assert heard.confidence is None or 0 < heard.confidence <= 1
    assert all(0 <= partial.audio_ms <= 10_000 for partial in partials)
    covered = [partial.audio_ms for partial in partials]
    assert covered == sorted(covered)


async def test_what_is_asked_for_reaches_the_server(cloud, standin, spoken, engine):
    audio = closed(spoken[0])
    hints = ["205/55 R16", "205/55 R16", "x" * 101, "Michelin"]
    heard = await engine.transcribe(audio, "uk", lambda _: None, hints, ("ru", "en"))
    seen = standin.seen[-1]
    assert seen.languages == ("uk-UA", "ru-RU", "en-US")
    assert seen.hints == ("205/55 R16", "Michelin")
    assert (seen.model, seen.rate_hz, seen.interim) == ("latest_long", 8000, True)
    assert seen.facts["recognizer"] in (
        "",
        "projects/shop/locations/global/recognizers/_",
    )
    assert heard.language == "uk"
    assert heard.language_confidence == 1.0


async def test_a_model_that_cannot_tell_languages_is_not_asked_to(standin, spoken):
    account = GoogleAccount("shop", "europe-west4", endpoint=standin.endpoint)
    async with open_google(account) as cloud:
        engine = GoogleSpeech(cloud, SpeechOptions("v2", "chirp_2"), unbilled)
        audio = closed(spoken[0])
        heard = await engine.transcribe(audio, "en", lambda _: None, (), ("ru",))
    assert standin.seen[-1].languages == ("en-US",)
    assert heard.language_confidence is None


async def test_requests_are_100_ms_and_never_more_than_google_takes(engine, standin):
    audio = UtteranceAudio()
    audio.append(spell(WORDS * 4))  # 5.8 s wait when the stream opens
    async with trio.open_nursery() as nursery:
        nursery.start_soon(engine.transcribe, audio, "en", lambda _: None)
        await play(audio, WORDS)
        audio.close()
    sizes = [size for size in standin.seen[-1].sizes if size]
    assert max(sizes) <= 15_000
    assert sizes.count(PIECE) >= 10
    assert sum(sizes) == len(audio.pcm)


async def test_usage_is_what_was_sent_and_what_google_says(engine, standin, spent):
    await hear(engine, spell(WORDS))
    (usage,) = spent
    api = standin.seen[-1].method[:2]
    assert (usage.component, usage.provider, usage.mode) == ("stt", "google", "stream")
    assert usage.model == f"{api}/latest_long"
    assert usage.unit == "audio_ms"
    assert usage.quantity == standin.seen[-1].audio_bytes // 16
    assert usage.facts["speech_ms"] == 1440
    assert usage.facts["billed_ms"] == (2000 if api == "v2" else 15_000)


async def test_a_void_utterance_is_left_at_once(engine, standin, spoken):
    audio = UtteranceAudio()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(engine.transcribe, audio, "en", lambda _: None)
        await play(audio, "click")
        standin.trouble = Trouble("hang")
        audio.void = True
        audio.close()
        await until(lambda: not nursery.child_tasks, 1)
    await until(lambda: standin.open_streams == 0, AT_ONCE_S)
    assert standin.seen[-1].ended == "cancelled"


async def test_a_settled_utterance_gets_a_stable_partial_before_it_is_closed(
    engine, spoken
):
    partials: list[Partial] = []
    audio = UtteranceAudio()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(engine.transcribe, audio, "en", partials.append)
        await play(audio, WORDS)
        for _ in range(6):
            audio.append(bytes(PIECE), speech=False)
            await trio.sleep(0.1)
        audio.settle()
        await until(lambda: any(one.stable for one in partials), 2)
        audio.close()
    assert next(one for one in partials if one.stable).text == WORDS


@pytest.mark.parametrize("ages", [StreamAges(0.5, 60), StreamAges(0.5, 1.1)])
@pytest.mark.parametrize("api", ["v2", "v1"])
async def test_streams_are_replaced_by_age_without_losing_or_doubling_a_word(
    cloud, standin, spent, ages, api
):
    engine = GoogleSpeech(cloud, SpeechOptions(api, ages=ages), spent.append)
    said = ["one two three", "four five six seven", "eight nine", "ten"]
    audio, found = UtteranceAudio(), []
    partials: list[Partial] = []

    async def transcribe():
        found.append(await engine.transcribe(audio, "en", partials.append))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(transcribe)
        for part in said:
            await play(audio, part, pause=9)
        audio.close()
    assert found[0].text == " ".join(said)
    assert len(standin.seen) >= 3
    covered = [partial.audio_ms for partial in partials]
    assert covered == sorted(covered)
    sent_ms = sum(seen.audio_bytes for seen in standin.seen) // 16
    assert spent[0].quantity == pytest.approx(sent_ms, abs=400)


@pytest.mark.parametrize("api", ["v2", "v1"])
async def test_a_stream_that_meets_googles_own_limit_goes_on_in_the_next(api):
    said = ["one two", "three four five six"]
    found = []
    with google_standin(limits=Limits(stream_s=2.2)) as standin:
        account = GoogleAccount("shop", endpoint=standin.endpoint)
        async with open_google(account) as cloud:
            options = SpeechOptions(api, ages=StreamAges(1.8, 60))
            engine = GoogleSpeech(cloud, options, unbilled)
            audio = UtteranceAudio()

            async def transcribe():
                found.append(await engine.transcribe(audio, "en", lambda _: None))

            async with trio.open_nursery() as nursery:
                nursery.start_soon(transcribe)
                for part in said:
                    await play(audio, part, pause=8)
                audio.close()
    assert [seen.ended for seen in standin.seen] == ["refused", "done"]
    assert found[0].text == " ".join(said)


async def test_an_error_of_an_old_stream_is_taken_for_the_limit(cloud, standin, spoken):
    standin.trouble = Trouble("error", after=2, times=1)
    engine = GoogleSpeech(cloud, SpeechOptions(ages=StreamAges(0.2, 60)), unbilled)
    assert (await hear(engine, spoken[0])).text == WORDS
    assert len(standin.seen) == 2


async def test_an_error_of_a_young_stream_is_no_limit(cloud, standin, spoken):
    standin.trouble = Trouble("error", after=2, times=1)
    engine = GoogleSpeech(cloud, SpeechOptions(ages=StreamAges(30, 60)), unbilled)
    assert (await failure_of(engine, spoken[0])).reason == "server-error"
    assert len(standin.seen) == 1


async def test_nothing_is_left_behind(standin, spoken):
    async with no_leaks():
        async with open_google(
            GoogleAccount("shop", endpoint=standin.endpoint)
        ) as cloud:
            engine = GoogleSpeech(cloud, SpeechOptions(), unbilled)
            await hear(engine, spoken[0], pace_s=0.01)
            with trio.move_on_after(0.02):
                await hear(engine, spoken[0])
            assert cloud.speech.open_streams == 0
        del cloud, engine


def test_a_model_that_cannot_stream_makes_no_engine(standin):
    with pytest.raises(OfferError, match="chirp_3"):
        GoogleSpeech(NOBODY, SpeechOptions("v2", "chirp"), unbilled)
