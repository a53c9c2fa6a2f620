"""Recognition streams of the Google stand-in, through Google's own client."""

from __future__ import annotations

import threading

import pytest
from google.api_core import exceptions
from google.cloud import speech_v1, speech_v2

from callcore.audio.resample import resample
from callcore.engines.spelled import spell
from chaos.standins.google.house import Limits
from chaos.standins.google.server import google_standin
from chaos.standins.trouble import Trouble
from tests.chaos.standins.google import clients
from tests.chaos.standins.google.clients import (
    finals,
    interims,
    recognise_v1,
    recognise_v2,
    v1_config,
    v2_config,
)

pytestmark = pytest.mark.integration

PAUSE = bytes(16 * 1000)  # one second
TEXT = "my number is 0 5 0"


def test_both_versions_return_what_was_said_at_the_half_close(v1, v2, standin):
    assert finals(recognise_v2(v2, spell(TEXT))) == [TEXT]
    assert finals(recognise_v1(v1, spell(TEXT))) == [TEXT]
    assert [seen.ended for seen in standin.seen[-2:]] == ["done", "done"]
    assert standin.seen[-1].audio_bytes == len(spell(TEXT))
    assert set(standin.seen[-1].sizes[:-1]) == {clients.PIECE}
    assert standin.open_streams == 0


def test_interims_grow_while_he_speaks_and_split_at_what_is_stable(v2):
    responses = recognise_v2(v2, spell(TEXT), pace_s=0.1)
    texts = interims(responses)
    assert len(texts) >= 3
    assert all(TEXT.startswith(text) for text in texts)
    assert texts == sorted(texts, key=len)
    parts = [response.results for response in responses if len(response.results) == 2]
    assert parts
    for stable, rest in parts:
        assert stable.stability > 0.8 > rest.stability
        assert rest.alternatives[0].transcript.startswith(" ")
    ends = [r.results[0].result_end_offset for r in responses if r.results]
    assert ends == sorted(ends)


def test_without_interims_only_finals_come(v2):
    responses = recognise_v2(v2, spell(TEXT), v2_config(interim=False), pace_s=0.05)
    assert interims(responses) == []
    assert finals(responses) == [TEXT]


def test_a_pause_settles_what_was_said_and_all_finals_joined_are_the_whole(v2):
    responses = recognise_v2(v2, spell("one two") + PAUSE + spell("three") + PAUSE)
    assert finals(responses) == ["one two", " three"]


def test_speech_events_tell_begin_and_end(v2):
    responses = recognise_v2(
        v2, PAUSE + spell("one") + PAUSE + spell("two"), v2_config(events=True)
    )
    kinds = [r.speech_event_type.name for r in responses if r.speech_event_type]
    assert kinds == [
        "SPEECH_ACTIVITY_BEGIN",
        "SPEECH_ACTIVITY_END",
        "SPEECH_ACTIVITY_BEGIN",
    ]
    assert responses[0].speech_event_offset.total_seconds() == 1.0


def test_silence_has_no_results_but_is_billed(v1, v2):
    quiet = recognise_v2(v2, PAUSE)
    assert finals(quiet) == interims(quiet) == []
    assert quiet[-1].metadata.total_billed_duration.total_seconds() == 1
    assert recognise_v1(v1, PAUSE)[-1].total_billed_time.total_seconds() == 15


def test_version_1_bills_blocks_of_15_s_and_version_2_seconds(v1, v2):
    pcm = spell("a" * 255)  # 15.3 s
    assert recognise_v1(v1, pcm)[-1].total_billed_time.total_seconds() == 30
    billed = recognise_v2(v2, pcm)[-1].metadata.total_billed_duration
    assert billed.total_seconds() == 16


def test_no_audio_at_all_has_no_answer(v1, v2):
    assert recognise_v1(v1, b"") == []
    assert recognise_v2(v2, b"") == []


def test_what_was_asked_is_written_down(v1, v2, standin):
    hints = [{"phrases": [{"value": "Nordic tyres"}]}]
    recognise_v2(
        v2,
        spell("a"),
        v2_config(
            language_codes=["uk-UA", "ru-RU"],
            adaptation={"phrase_sets": [{"inline_phrase_set": hints[0]}]},
        ),
    )
    seen = standin.seen[-1]
    assert seen.languages == ("uk-UA", "ru-RU")
    assert (seen.hints, seen.model, seen.rate_hz) == (
        ("Nordic tyres",),
        "latest_long",
        8000,
    )
    config = v1_config(
        language_code="uk-UA",
        alternative_language_codes=["ru-RU"],
        speech_contexts=[{"phrases": ["Nordic"]}],
        adaptation={"phrase_sets": hints},
    )
    recognise_v1(v1, spell("a"), config)
    seen = standin.seen[-1]
    assert seen.languages == ("uk-UA", "ru-RU")
    assert seen.hints == ("Nordic", "Nordic tyres")


def test_the_ear_may_tell_which_language_it_was():
    def hears(_pcm, language):
        assert language == "uk-UA"
        return "привет", "ru-RU"

    config = v2_config(language_codes=["uk-UA", "ru-RU"])
    with google_standin(hears) as standin, clients.v2(standin) as client:
        responses = recognise_v2(client, spell("a"), config)
    assert responses[-1].results[0].language_code == "ru-RU"
    assert finals(responses) == ["привет"]


def test_a_blocking_ear_gives_interims_and_holds_up_nobody():
    def hears(pcm, _language):
        free.wait(5)
        return "x" * (len(pcm) // 16000 + 1)

    free = threading.Event()
    with google_standin(hears) as standin, clients.v2(standin) as client:
        threading.Timer(0.3, free.set).start()
        responses = recognise_v2(client, spell(TEXT), pace_s=0.1)
    assert interims(responses)
    assert finals(responses) == ["xx"]


def test_another_rate_is_resampled(v2):
    levels = []

    def hears(pcm, _language):
        levels.append(len(pcm))
        return "heard"

    pcm = resample(spell(TEXT), 8000, 16_000)
    decoding = speech_v2.ExplicitDecodingConfig(
        encoding="LINEAR16", sample_rate_hertz=16_000, audio_channel_count=1
    )
    with google_standin(hears) as standin, clients.v2(standin) as client:
        config = v2_config(interim=False, decoding=decoding)
        assert finals(recognise_v2(client, pcm, config)) == ["heard"]
    assert abs(levels[-1] - len(spell(TEXT))) < 100


def test_odd_chunks_are_put_together(v2):
    def requests():
        yield v2_config()
        for piece in clients.pieces(spell(TEXT), size=1001):
            yield speech_v2.StreamingRecognizeRequest(audio=piece)

    assert finals(v2.streaming_recognize(requests(), timeout=10)) == [TEXT]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"model": "telepathy"}, "does not exist"),
        ({"model": "chirp_2"}, 'location named "global"'),
        ({"model": "medical_dictation", "language_codes": ["uk-UA"]}, "not supported"),
        ({"language_codes": []}, "language code"),
        ({"language_codes": ["Ukrainian!"]}, "language code"),
        ({"recognizer": "projects/p/locations/mars/recognizers/_"}, "mars"),
        ({"recognizer": "projects/p"}, "Invalid resource"),
        (
            {
                "model": "chirp_2",
                "language_codes": ["uk-UA"],
                "recognizer": "projects/p/locations/europe-west4/recognizers/_",
            },
            "not supported",
        ),
        ({"decoding": speech_v2.ExplicitDecodingConfig()}, "LINEAR16"),
        (
            {
                "decoding": speech_v2.ExplicitDecodingConfig(
                    encoding="LINEAR16", sample_rate_hertz=7999, audio_channel_count=1
                )
            },
            "sample rate",
        ),
    ],
)
def test_an_impossible_configuration_is_refused(v2, standin, change, words):
    with pytest.raises(exceptions.InvalidArgument, match=words):
        recognise_v2(v2, spell("a"), v2_config(**change))
    assert standin.seen[-1].ended == "refused"
    assert standin.seen[-1].error == "INVALID_ARGUMENT"


@pytest.mark.parametrize(
    "change",
    [
        {"model": "telepathy"},
        {"model": "phone_call", "language_code": "uk-UA"},
        {"encoding": "MULAW"},
        {"sample_rate_hertz": 0},
        {"language_code": ""},
    ],
)
def test_version_1_refuses_them_too(v1, change):
    with pytest.raises(exceptions.InvalidArgument):
        recognise_v1(v1, spell("a"), v1_config(**change))


def test_requests_out_of_order_are_refused(v2):
    audio = speech_v2.StreamingRecognizeRequest(audio=bytes(1600))
    for requests in ([audio], [v2_config(), v2_config()], []):
        with pytest.raises(exceptions.InvalidArgument):
            list(v2.streaming_recognize(iter(requests), timeout=10))


def test_a_chunk_over_25_kb_is_refused(v2):
    audio = speech_v2.StreamingRecognizeRequest(audio=bytes(25_602))
    with pytest.raises(exceptions.InvalidArgument, match="25602"):
        list(v2.streaming_recognize(iter([v2_config(), audio]), timeout=10))


def test_a_stream_ends_at_its_limit_with_the_words_of_its_version():
    limits = Limits(stream_s=1.0)
    with google_standin(limits=limits) as standin:
        with clients.v1(standin) as v1, clients.v2(standin) as v2:
            with pytest.raises(exceptions.OutOfRange, match="305 seconds"):
                recognise_v1(v1, spell("a" * 30))
            with pytest.raises(exceptions.Aborted, match="5 minutes"):
                recognise_v2(v2, spell("a" * 30), pace_s=0.01)
            # what was heard before it was sent
            got = []
            with pytest.raises(exceptions.Aborted):
                got.extend(v2.streaming_recognize(clients.slow("abc"), timeout=10))
            assert interims(got)


def test_a_stream_without_audio_is_ended():
    with google_standin(limits=Limits(audio_gap_s=0.2)) as standin:
        with clients.v1(standin) as v1, clients.v2(standin) as v2:
            hold = threading.Event()

            def quiet():
                yield v2_config()
                hold.wait(5)

            with pytest.raises(exceptions.Aborted, match="no more client requests"):
                list(v2.streaming_recognize(quiet(), timeout=10))
            hold.set()
            hold = threading.Event()

            def silent():
                hold.wait(5)
                yield from ()

            with pytest.raises(exceptions.OutOfRange, match="Audio Timeout"):
                list(v1.streaming_recognize(v1_config(), silent(), timeout=10))
            hold.set()


def test_a_request_without_a_stream_is_answered_whole(v1, v2, standin):
    config = v2_config().streaming_config.config
    answer = v2.recognize(
        speech_v2.RecognizeRequest(
            recognizer=clients.GLOBAL, config=config, content=spell(TEXT)
        ),
        timeout=10,
    )
    assert answer.results[0].alternatives[0].transcript == TEXT
    config = v1_config().config
    audio = speech_v1.RecognitionAudio(content=spell(TEXT))
    answer = v1.recognize(config=config, audio=audio, timeout=10)
    assert answer.results[0].alternatives[0].transcript == TEXT
    assert answer.total_billed_time.total_seconds() == 15
    silence = speech_v1.RecognitionAudio(content=PAUSE)
    assert not v1.recognize(config=config, audio=silence, timeout=10).results
    standin.trouble = Trouble("error", after=1)
    assert v1.recognize(config=config, audio=audio, timeout=10).results
    with pytest.raises(exceptions.InternalServerError):
        v1.recognize(config=config, audio=audio, timeout=10, retry=None)
