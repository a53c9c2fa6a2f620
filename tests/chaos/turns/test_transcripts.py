"""Texts are decoded once."""

from __future__ import annotations

from chaos.turns.transcripts import Transcripts
from tests.chaos.turns.made import FakeWhisper


def test_a_text_is_decoded_once_and_found_again_by_the_next_run(tmp_path):
    whisper = FakeWhisper()
    first = Transcripts(tmp_path, "en", lambda: whisper)
    assert first.text(bytes(1600)) == first.text(bytes(1600)) == "100 ms of en"
    assert (first.decoded, whisper.asked) == (1, 1)
    again = Transcripts(tmp_path, "en", lambda: whisper)
    assert again.knows(bytes(1600))
    assert again.text(bytes(1600)) == "100 ms of en"
    assert (again.decoded, whisper.asked) == (0, 1)


def test_languages_do_not_share_texts(tmp_path):
    whisper = FakeWhisper()
    for language in ("en", "ru"):
        texts = Transcripts(tmp_path, language, lambda: whisper)
        assert texts.text(bytes(1600)) == f"100 ms of {language}"
    assert whisper.asked == 2


def test_half_a_line_of_a_killed_run_does_no_harm(tmp_path):
    whisper = FakeWhisper()
    Transcripts(tmp_path, "en", lambda: whisper).text(bytes(1600))
    (path,) = tmp_path.iterdir()
    path.write_text(path.read_text() + '["abc')
    assert Transcripts(tmp_path, "en", lambda: whisper).knows(bytes(1600))


def test_a_model_that_is_not_needed_is_not_loaded(tmp_path):
    whisper = FakeWhisper()
    Transcripts(tmp_path, "en", lambda: whisper).text(bytes(1600))

    def fail():
        raise AssertionError("loaded")

    assert Transcripts(tmp_path, "en", fail).text(bytes(1600))
