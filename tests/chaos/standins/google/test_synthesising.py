"""Speech of the Google stand-in, through Google's own client."""

from __future__ import annotations

import pytest
from google.api_core import exceptions
from google.cloud import texttospeech_v1 as texttospeech

from callcore.audio import wav
from callcore.engines.spelled import read_spelled, spell
from chaos.standins.google.house import Limits
from chaos.standins.google.server import google_standin
from chaos.standins.trouble import Trouble
from tests.chaos.standins.google import clients

pytestmark = pytest.mark.integration

VOICE = "uk-UA-Chirp3-HD-Aoede"


@pytest.fixture(scope="module")
def standin():
    with google_standin(limits=Limits(input_gap_s=0.5)) as standin:
        yield standin


@pytest.fixture(scope="module")
def client(standin):
    with clients.tts(standin) as client:
        yield client


@pytest.fixture(autouse=True)
def well(standin):
    standin.trouble = Trouble()


def params(name=VOICE, language="uk-UA"):
    return texttospeech.VoiceSelectionParams(name=name, language_code=language)


def stream(client, *texts, voice=None, rate=8000, encoding="PCM"):
    def requests():
        config = texttospeech.StreamingSynthesizeConfig(
            voice=voice or params(),
            streaming_audio_config=texttospeech.StreamingAudioConfig(
                audio_encoding=encoding, sample_rate_hertz=rate
            ),
        )
        yield texttospeech.StreamingSynthesizeRequest(streaming_config=config)
        for text in texts:
            part = texttospeech.StreamingSynthesisInput(text=text)
            yield texttospeech.StreamingSynthesizeRequest(input=part)

    return [
        r.audio_content for r in client.streaming_synthesize(requests(), timeout=10)
    ]


def speak(client, text="hello", voice=None, rate=8000, encoding="LINEAR16"):
    return client.synthesize_speech(
        input=texttospeech.SynthesisInput(text=text),
        voice=voice or params("en-US-Neural2-A", "en-US"),
        audio_config=texttospeech.AudioConfig(
            audio_encoding=encoding, sample_rate_hertz=rate
        ),
        timeout=10,
    ).audio_content


def test_a_stream_speaks_every_input_in_chunks_of_150_ms(standin, client):
    chunks = stream(client, "Добрий день. ", "Слухаю.")
    assert read_spelled(b"".join(chunks)) == "Добрий день. Слухаю."
    assert {len(chunk) for chunk in chunks[:4]} == {2400}
    seen = standin.seen[-1]
    assert (seen.text, seen.voice) == ("Добрий день. Слухаю.", VOICE)
    assert (seen.ended, seen.audio_bytes) == ("done", len(b"".join(chunks)))


def test_without_a_rate_a_stream_has_24_khz(client):
    sound = b"".join(stream(client, "hello", rate=0))
    assert abs(len(sound) - 3 * len(spell("hello"))) <= 6


def test_linear16_comes_with_a_wav_header_and_pcm_without(client):
    spoken = wav.decode_untrusted(speak(client))
    assert (spoken.rate_hz, read_spelled(spoken.pcm)) == (8000, "hello")
    assert read_spelled(speak(client, encoding="PCM")) == "hello"


def test_the_voices_of_a_language_are_listed(client):
    voices = client.list_voices(language_code="uk-UA").voices
    assert VOICE in {voice.name for voice in voices}
    assert all(voice.language_codes == ["uk-UA"] for voice in voices)


@pytest.mark.parametrize(
    ("voice", "words"),
    [
        (("uk-UA-Chirp3-HD-Nobody", "uk-UA"), "does not exist"),
        (("Aoede", "uk-UA"), "does not exist"),
        (("", "tlh"), "does not exist"),
        ((VOICE, "en-US"), "doesn't match"),
        (("uk-UA-Wavenet-A", "uk-UA"), "only Chirp 3"),
    ],
)
def test_a_voice_that_cannot_stream_is_refused(client, voice, words):
    with pytest.raises(exceptions.InvalidArgument, match=words):
        stream(client, "hello", voice=params(*voice))


def test_a_text_over_5000_bytes_is_refused(client):
    with pytest.raises(exceptions.InvalidArgument):
        speak(client, "ї" * 2501)
    assert speak(client, "ї" * 2, voice=params("uk-UA-Standard-A"))


@pytest.mark.parametrize(("rate", "encoding"), [(100, "PCM"), (8000, "OGG_OPUS")])
def test_an_impossible_format_is_refused(client, rate, encoding):
    with pytest.raises(exceptions.InvalidArgument):
        stream(client, "hello", rate=rate, encoding=encoding)
    with pytest.raises(exceptions.InvalidArgument):
        speak(client, rate=rate, encoding=encoding)


def test_a_stream_without_input_is_aborted(standin, client):
    before = len(standin.seen)

    def over():
        return len(standin.seen) > before and standin.seen[-1].ended != "open"

    def requests():
        config = texttospeech.StreamingSynthesizeConfig(voice=params())
        yield texttospeech.StreamingSynthesizeRequest(streaming_config=config)
        clients.until(over)

    with pytest.raises(exceptions.Aborted, match="without input"):
        list(client.streaming_synthesize(requests(), timeout=10))


def test_leaving_ends_the_stream_and_the_mouth(standin, client):
    standin.trouble = Trouble("hang", after=1)

    def requests():
        config = texttospeech.StreamingSynthesizeConfig(voice=params())
        yield texttospeech.StreamingSynthesizeRequest(streaming_config=config)
        part = texttospeech.StreamingSynthesisInput(text="hello")
        yield texttospeech.StreamingSynthesizeRequest(input=part)

    call = client.streaming_synthesize(requests(), timeout=10)
    assert next(iter(call)).audio_content
    assert standin.open_streams == 1
    call.cancel()
    clients.until(lambda: standin.open_streams == 0)
    assert standin.seen[-1].ended == "cancelled"


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("limit", exceptions.ResourceExhausted),
        ("unauthorised", exceptions.Unauthenticated),
        ("forbidden", exceptions.PermissionDenied),
        ("missing", exceptions.NotFound),
        ("refuse", exceptions.InvalidArgument),
        ("error", exceptions.InternalServerError),
        ("reset", exceptions.ServiceUnavailable),
        ("rubbish", exceptions.GoogleAPICallError),
    ],
)
def test_a_trouble_strikes_once_and_then_all_is_well(standin, client, kind, error):
    for ask in (lambda: stream(client, "hello"), lambda: speak(client)):
        standin.trouble = Trouble(kind, times=1)
        with pytest.raises(error):
            ask()
        assert clients.again(ask, exceptions.ServiceUnavailable)


def test_a_stream_is_cut_after_as_many_chunks_as_asked(standin, client):
    standin.trouble = Trouble("cut", after=2)
    assert len(stream(client, "hello world")) == 2
    assert standin.seen[-1].ended == "cut"


def test_garbage_is_no_audio(standin, client):
    standin.trouble = Trouble("garbage")
    assert {len(chunk) % 2 for chunk in stream(client, "hello world")} == {0, 1}
    assert speak(client) == b""
    standin.trouble = Trouble("huge")
    assert len(speak(client)) > 1_000_000


def test_a_mouth_that_fails_is_an_error_of_the_server():
    def speaks(_text, _language):
        raise RuntimeError("broken")

    with google_standin(speaks=speaks) as standin, clients.tts(standin) as client:
        with pytest.raises(exceptions.Unknown):
            speak(client)
        assert standin.seen[-1].ended == "cut"


def test_a_single_answer_that_is_cut_has_nothing_in_it(standin, client):
    standin.trouble = Trouble("cut")
    request = {
        "input": {"text": "hello"},
        "voice": params(),
        "audio_config": {"audio_encoding": "LINEAR16", "sample_rate_hertz": 8000},
    }
    assert client.synthesize_speech(request).audio_content == b""
    assert standin.seen[-1].ended == "cut"
