from __future__ import annotations

import pytest

from callcore.engines.tts.native import VoiceError
from callcore.engines.tts.rhvoice import (
    NativeRhvoice,
    Rhvoice,
    RhvoiceFiles,
    find_rhvoice,
)
from tests.callcore.engines.voicecache import CACHE, NEEDS_RHVOICE, collect, first_only


def test_the_cache_comes_before_the_system(tmp_path):
    folder = tmp_path / "rhvoice/usr/lib/x86_64-linux-gnu"
    folder.mkdir(parents=True)
    (folder / "libRHVoice.so.5").touch()
    files = find_rhvoice(tmp_path)
    assert files == RhvoiceFiles(folder, tmp_path / "rhvoice/usr/share/RHVoice")


def test_a_library_that_is_none_does_not_load(tmp_path):
    (tmp_path / "libRHVoice.so.5").write_bytes(b"not a library")
    with pytest.raises(VoiceError, match="does-not-load"):
        Rhvoice(RhvoiceFiles(tmp_path, tmp_path))


@pytest.fixture(scope="module")
def library():
    files = find_rhvoice(CACHE)
    assert files is not None
    return Rhvoice(files)


@pytest.mark.native
@NEEDS_RHVOICE
class TestNativeRhvoice:
    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("Anna", "Здравствуйте, где мой заказ?"),
            ("Natalia", "Добрий день, ваше замовлення готове."),
            ("Slt", "Hello, two shirts please."),
        ],
    )
    def test_words_have_times_and_the_end_is_the_end(self, library, name, text):
        chunks = collect(NativeRhvoice(library, name, "Один."), text)
        marks = [mark for chunk in chunks for mark in chunk.marks]
        samples = sum(len(chunk.pcm) for chunk in chunks) // 2
        assert marks == sorted(marks)
        assert len(marks) >= len(text.split())
        assert marks[-1][1] == len(text)
        assert abs(marks[-1][0] - samples) <= 80

    def test_it_streams(self, library):
        chunks = collect(
            NativeRhvoice(library, "Anna", "Один."), "Длинное предложение."
        )
        assert len(chunks) > 5

    def test_it_stops_when_nobody_listens(self, library):
        voice = NativeRhvoice(library, "Anna", "Один.")
        assert len(first_only(voice, "Очень длинное предложение.")) == 1
        assert collect(voice, "Да.")

    def test_a_voice_that_is_not_there_is_an_error(self, library):
        with pytest.raises(VoiceError, match="lacks-the-voice"):
            NativeRhvoice(library, "Nobody", "one")

    @pytest.mark.parametrize("text", ["", "...", "\0", "\u200b", "<speak>", "a" * 500])
    def test_strange_text_is_no_error(self, library, text):
        collect(NativeRhvoice(library, "Anna", "Один."), text)
