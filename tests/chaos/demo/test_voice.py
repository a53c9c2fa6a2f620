"""The caller's lines are rendered once and found again."""

from __future__ import annotations

from callcore.engines.ports import SpeechChunk
from chaos.demo.voice import LEAD_IN, render


class FakeVoice:
    """Says each character as one sample."""

    def __init__(self, name="fake"):
        self.name = name
        self.asked: list[str] = []

    def say(self, text, emit):
        self.asked.append(text)
        for part in text.split():
            assert emit(SpeechChunk(part.encode("utf-16-le")))


def test_each_line_is_rendered_once_and_kept(tmp_path):
    voice = FakeVoice()
    first = render(voice, ["yes please", "no"], tmp_path)
    assert first["no"] == LEAD_IN + "no".encode("utf-16-le")
    assert render(voice, ["yes please", "no"], tmp_path) == first
    assert voice.asked == ["yes please", "no"]


def test_another_voice_renders_anew(tmp_path):
    render(FakeVoice(), ["no"], tmp_path)
    other = FakeVoice("other")
    render(other, ["no"], tmp_path)
    assert other.asked == ["no"]


def test_no_half_written_clip_is_left(tmp_path):
    render(FakeVoice(), ["no"], tmp_path)
    assert [path.suffix for path in tmp_path.iterdir()] == [".pcm"]
