"""The rules of the native ear on a scripted model; the real engines once each."""

from __future__ import annotations

import threading

import pytest

from callcore.engines.ports import SpeechChunk
from callcore.engines.stt.whisper import Aborted, Heard
from callcore.shared.config import from_environment
from chaos.standins.ears import Listening
from chaos.standins.native import (
    NativeMouth,
    WhisperEar,
    likeliest,
    load_ear,
    load_mouth,
)

CACHE = from_environment().cache_dir
WAIT_S = 5


class Model:
    """Decodes as long as it is held, and notes what it was asked."""

    name = "scripted"

    def __init__(self):
        self.asked = []
        self.begun = threading.Semaphore(0)
        self.go_on = threading.Event()

    def decode(self, pcm, language, hints, aborted):
        self.asked.append((pcm, language, hints))
        self.begun.release()
        while not self.go_on.wait(0.005):
            if aborted():
                raise Aborted
        return Heard(pcm.decode(), 0.75)

    def detect(self, _pcm, among, _aborted):
        return {language: 0.9 if language == "ru" else 0.1 for language in among}


@pytest.fixture
def model():
    model = Model()
    yield model
    model.go_on.set()  # no thread waits for ever


@pytest.fixture
def ear(model):
    return WhisperEar(model)


def started(work):
    found = []
    thread = threading.Thread(target=lambda: found.append(work()))
    thread.start()

    def result():
        thread.join(WAIT_S)
        return found[0]

    return result


def test_a_final_is_heard_in_the_language_that_is_spoken(ear, model):
    model.go_on.set()
    heard = ear.hear(Listening(b"text", ("uk-UA", "ru-RU"), ("Nokian",)))
    assert (heard.text, heard.language, heard.confidence) == ("text", "ru-RU", 0.75)
    assert model.asked == [(b"text", "ru", ("Nokian",))]
    assert ear.hear(Listening(b"text", ("uk-UA",))).language == "uk-UA"


def test_a_partial_takes_the_expected_language_for_granted(ear, model):
    model.go_on.set()
    heard = ear.hear(Listening(b"text", ("uk-UA", "ru-RU"), final=False))
    assert heard.language == "uk-UA"


def test_a_partial_is_given_up_at_once_while_the_model_works(ear, model):
    final = started(lambda: ear.hear(Listening(b"one", ("en",))))
    assert model.begun.acquire(timeout=WAIT_S)
    assert ear.hear(Listening(b"two", ("en",), final=False)) is None
    model.go_on.set()
    assert final().text == "one"


def test_a_final_ends_the_partial_that_is_being_decoded(ear, model):
    partial = started(lambda: ear.hear(Listening(b"one", ("en",), final=False)))
    assert model.begun.acquire(timeout=WAIT_S)
    final = started(lambda: ear.hear(Listening(b"two", ("en",))))
    assert partial() is None
    model.go_on.set()
    assert final().text == "two"


def test_a_partial_ends_when_nobody_wants_it(ear, model):
    unwanted = threading.Event()
    asked = Listening(b"one", ("en",), final=False, unwanted=unwanted.is_set)
    partial = started(lambda: ear.hear(asked))
    assert model.begun.acquire(timeout=WAIT_S)
    unwanted.set()
    assert partial() is None


def test_finals_wait_for_each_other(ear, model):
    results = [
        started(lambda text=text: ear.hear(Listening(text, ("en",))))
        for text in (b"one", b"two", b"three")
    ]
    model.go_on.set()
    assert sorted(result().text for result in results) == ["one", "three", "two"]


def said_by(said):
    def emit(pcm):
        said.append(pcm)
        return True

    return emit


class Voice:
    name = "scripted"

    def say(self, text, emit):
        emit(SpeechChunk(text.encode()))


def test_the_mouth_speaks_the_language_of_the_voice_or_of_the_text():
    said: list[bytes] = []
    mouth = NativeMouth({("agent", "uk"): [Voice()]})
    mouth.speak("a", "uk-UA", said_by(said))
    mouth.speak("Добрий день, слухаю вас", "", said_by(said))
    assert said == [b"a", "Добрий день, слухаю вас".encode()]
    with pytest.raises(LookupError, match="en"):
        mouth.speak("hello", "en-US", lambda _pcm: True)


def test_a_text_has_a_likeliest_language():
    texts = ["hello, how are you", "здравствуйте, вы слышите", "добрий день, чи є шини"]
    assert [likeliest(text) for text in texts] == ["en", "ru", "uk"]


@pytest.mark.native
@pytest.mark.integration
def test_what_the_offline_mouth_says_the_offline_ear_hears():
    said: list[bytes] = []
    text = "I would like to order two winter tyres."
    load_mouth(CACHE).speak(text, "en-US", said_by(said))
    heard = load_ear(CACHE, 1).hear(Listening(b"".join(said), ("en-US",)))
    assert heard is not None
    assert {"order", "two", "winter"} <= set(heard.text.lower().split())
