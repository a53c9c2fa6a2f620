from __future__ import annotations

import json
import struct
import subprocess
import sys

import pytest

from callcore.engines.stt.whisper import Heard
from callcore.shared.config import from_environment
from chaos.bench import modelkinds, recognition
from chaos.bench.clips import Clip, Clips, ClipsMissing

SPOKEN = Clips(
    "en",
    "recorded sentences",
    [Clip("Two winter tyres, please.", bytes(16000)), Clip("Goodbye.", bytes(8000))],
)


class Model:
    """Hears ``texts`` in turn."""

    def __init__(self, *texts):
        self.texts = list(texts)
        self.asked = []

    def decode(self, pcm, language):
        self.asked.append((len(pcm), language))
        return Heard(self.texts.pop(0), None)


def test_errors_are_counted_over_all_clips():
    model = Model("warm-up", "two winter tires", "Goodbye")
    found = recognition.recognise(model, SPOKEN)
    assert (found.clips, found.audio_s) == (2, 1.5)
    assert (found.words, found.word_errors) == (5, 2)
    assert found.chars == len("2 winter tyres please") + len("goodbye")
    assert found.char_errors == 1 + len(" please")
    assert model.asked == [(16000, "en"), (16000, "en"), (8000, "en")]


def test_time_is_of_the_decodes_only():
    found = recognition.recognise(Model("x", "x", "x"), SPOKEN)
    assert 0 <= found.cpu_s < 0.1
    assert found.decode_p50_ms is not None


def model_file(tmp_path, tokens):
    path = tmp_path / "model.bin"
    path.write_bytes(struct.pack("<2i", 0x67676D6C, tokens))
    return path


def test_a_model_without_other_languages_is_asked_for_english_only(tmp_path):
    english = model_file(tmp_path, 51_864)
    assert recognition.knows(english, ("en", "ru", "uk")) == ["en"]
    assert recognition.knows(english, ("uk",)) == []
    every = model_file(tmp_path, 51_865)
    assert recognition.knows(every, ("en", "uk")) == ("en", "uk")


def test_a_language_without_speech_says_so(monkeypatch, tmp_path):
    def clips_of(language, _cache, _count):
        if language == "uk":
            raise ClipsMissing("nobody speaks uk here")
        return SPOKEN

    monkeypatch.setattr(recognition, "clips_of", clips_of)
    monkeypatch.setattr(
        recognition, "NativeWhisper", lambda *_a, **_k: Model("", "two", "Goodbye")
    )
    model = model_file(tmp_path, 51_865)
    one, other = recognition.rows(model, tmp_path, 2, ("en", "uk"))
    assert (one["language"], one["word_errors"]) == ("en", 3)
    assert other == {"language": "uk", "missing": "nobody speaks uk here"}


def test_a_process_that_fails_is_no_measurement(tmp_path):
    with pytest.raises(subprocess.CalledProcessError):
        recognition.measure(tmp_path / "no model", tmp_path, 1)


@pytest.mark.native
def test_the_packaged_model_is_measured_in_another_process():
    cache = from_environment().cache_dir
    model = modelkinds.prepare("q8_0", cache)
    (row,) = recognition.measure(model, cache, 1, ("uk",))
    assert (row["language"], row["clips"]) == ("uk", 1)
    assert row["cpu_s"] > 0
    assert row["word_errors"] <= row["words"]


def test_the_process_tells_json_lines(monkeypatch, capsys, tmp_path):
    asked = []

    def rows(*arguments):
        asked.append(arguments)
        yield {"language": "en"}

    monkeypatch.setattr(recognition, "rows", rows)
    monkeypatch.setattr(sys, "argv", ["x", "m.bin", str(tmp_path), "7", "uk", "en"])
    recognition.main()
    assert json.loads(capsys.readouterr().out) == {"language": "en"}
    assert asked[0][2:] == (7, ["en", "uk"])
