from __future__ import annotations

import numpy as np
import pytest

from callcore.engines.tts.hibari import NativeHibari, phoneme_word_ends, word_spans
from callcore.engines.tts.native import VoiceError
from tests.callcore.engines.voicecache import collect, first_only


def test_words_keep_their_punctuation():
    text = "  Two red\tshirts, please!"
    spans = word_spans(text)
    assert [text[a:b] for a, b in spans] == ["Two", "red", "shirts,", "please!"]
    assert word_spans(" ") == []


def test_the_last_phoneme_of_each_word_is_found_by_its_id():
    vocabulary = {char: i for i, char in enumerate("abc ,", start=1)}
    # ids: pad a b space c comma; the symbol x has none
    assert phoneme_word_ends("ab xc,", vocabulary) == [2, 5]
    assert phoneme_word_ends("", vocabulary) == []


@pytest.fixture(scope="module")
def voice():
    return NativeHibari()


@pytest.mark.native
class TestNativeHibari:
    def test_each_word_has_an_end_time(self, voice):
        text = "Your order 1234 costs $9.99."
        (chunk,) = collect(voice, text)
        words = [text[:char].split()[-1] for _, char in chunk.marks]
        assert words == text.split()

    def test_a_second_sentence_is_marked_after_the_first(self, voice):
        text = "It is here. Thank you!"
        chunks = collect(voice, text)
        marks = [mark for chunk in chunks for mark in chunk.marks]
        assert len(chunks) == 2
        assert marks == sorted(marks)
        assert marks[-1] == (sum(len(c.pcm) for c in chunks) // 2, len(text))

    def test_it_stops_when_nobody_listens(self, voice):
        assert len(first_only(voice, "One. Two. Three.")) == 1

    def test_a_lower_pitch_is_lower_and_as_long(self, voice):
        deep = NativeHibari(0.8)
        text = "A deeper voice says the same."
        high, low = (b"".join(c.pcm for c in collect(v, text)) for v in (voice, deep))
        assert deep.name != voice.name
        assert 0.8 < len(low) / len(high) < 1.25
        assert centre_hz(low) < 0.95 * centre_hz(high)

    @pytest.mark.parametrize("bad", [np.nan, np.inf])
    def test_what_is_no_number_is_an_error_and_no_bang(self, voice, bad):
        audio = np.zeros(2400, np.float32)
        audio[1000] = bad
        with pytest.raises(VoiceError, match="not-a-number"):
            voice._telephone(audio)

    def test_it_is_loud_and_does_not_clip(self, voice):
        pcm = b"".join(c.pcm for c in collect(voice, "Good morning, sir."))
        samples = np.abs(np.frombuffer(pcm, "<i2").astype(int))
        assert 4000 < samples.max() < 32767


def centre_hz(pcm):
    samples = np.frombuffer(pcm, "<i2").astype(float)
    power = np.abs(np.fft.rfft(samples)) ** 2
    hz = np.fft.rfftfreq(len(samples), 1 / 8000)
    return float((power * hz).sum() / power.sum())
