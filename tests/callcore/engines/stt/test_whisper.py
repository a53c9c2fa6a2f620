from __future__ import annotations

import numpy as np
import pytest

from callcore.engines.models.errors import ModelError
from callcore.engines.stt.whisper import (
    Aborted,
    NativeWhisper,
    is_silent,
    runnable,
    threads_now,
)
from callcore.engines.tts.hibari import NativeHibari
from tests.callcore.engines.voicecache import collect


def noise(level, samples=8000):
    return np.random.default_rng(4).normal(0, level, samples).astype("<i2").tobytes()


@pytest.mark.parametrize("pcm", [b"", b"\0", bytes(16000), noise(10), noise(9000, 100)])
def test_a_quiet_line_is_silent(pcm):
    assert is_silent(pcm)


def test_one_word_in_silence_is_not():
    assert not is_silent(bytes(16000) + noise(300, 1600) + bytes(16000))


def test_a_file_that_is_no_model_is_a_sentence_and_no_crash(tmp_path):
    path = tmp_path / "model.bin"
    path.write_bytes(b"lmgg" + bytes(1000))
    with pytest.raises(ModelError, match="not a whole ggml"):
        NativeWhisper(path)


@pytest.mark.native
class TestNativeWhisper:
    def test_words_are_heard_and_silence_is_not(self, whisper, order):
        heard = whisper.decode(order, "en")
        assert "two red shirts" in heard.text.lower()
        assert 0.5 < heard.confidence <= 1
        assert whisper.decode(bytes(32000), "ru").text == ""

    def test_an_unwanted_decode_is_given_up(self, whisper, order):
        with pytest.raises(Aborted):
            whisper.decode(order, "en", (), lambda: True)
        assert whisper.decode(order, "en").text

    def test_hints_do_not_stay_for_the_next_caller(self, whisper, order):
        before = whisper.decode(order, "en").text
        whisper.decode(order, "en", ["Zanzibar", "quagmire"] * 100)
        assert whisper.decode(order, "en").text == before

    def test_the_language_is_detected_whatever_was_decoded_before(self, whisper, order):
        for before in (order, order * 8):  # 14 s and more are heard in another window
            whisper.decode(before, "ru")
            found = whisper.detect(order, ("uk", "en"))
            assert list(found) == ["uk", "en"]
            assert found["en"] > 0.9
        assert "two red shirts" in whisper.decode(order, "en").text.lower()

    def test_silence_is_in_no_language(self, whisper):
        assert whisper.detect(bytes(32000), ("uk", "en")) == {}

    def test_an_unwanted_detection_is_given_up(self, whisper, order):
        with pytest.raises(Aborted):
            whisper.detect(order, ("uk", "en"), lambda: True)

    def test_noise_is_no_speech(self, whisper):
        for language in ("en", "ru", "uk"):
            heard = whisper.decode(noise(200, 24000), language)
            assert len(heard.text) < 20


@pytest.mark.parametrize(
    ("most", "others", "threads"),
    [(2, 0, 2), (2, 1, 2), (2, 2, 1), (1, 0, 1), (4, 9, 1)],
)
def test_a_busy_machine_gets_one_thread(most, others, threads):
    assert threads_now(most, others) == threads


def test_who_wants_to_run_is_read_from_the_kernel(tmp_path):
    loadavg = tmp_path / "loadavg"
    loadavg.write_text("0.50 0.40 0.30 4/321 12345\n")
    assert runnable(loadavg) == 3
    assert runnable(tmp_path / "none") == 0
    loadavg.write_text("garbage")
    assert runnable(loadavg) == 0


@pytest.fixture(scope="module")
def order():
    chunks = collect(NativeHibari(), "I would like two red shirts.")
    return b"".join(chunk.pcm for chunk in chunks)
