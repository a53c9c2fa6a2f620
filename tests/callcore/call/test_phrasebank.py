from __future__ import annotations

import pytest
import trio

from callcore.agent.phrases import PHRASES
from callcore.call.phrasebank import file_name, render_all
from callcore.dialog.sayable import sayable
from callcore.engines.errors import EngineError
from callcore.engines.scripted import Fault, ScriptedTextToSpeech
from callcore.engines.spelled import read_spelled
from callcore.shared.ids import LANGUAGES
from callcore.shared.offload import run_inline


async def rendered(tts, folder, languages=("en",)):
    return await render_all(tts, languages, folder, run_inline)


async def test_every_phrase_of_every_language_is_rendered(autojump_clock, tmp_path):
    bank = await rendered(ScriptedTextToSpeech(), tmp_path, LANGUAGES)
    for language in LANGUAGES:
        assert {k: r.text for k, r in bank[language].items()} == PHRASES[language]
        for one in bank[language].values():
            assert read_spelled(one.pcm) == sayable(one.text, language).text


async def test_what_is_on_disk_needs_no_engine(autojump_clock, tmp_path):
    first = await rendered(ScriptedTextToSpeech(), tmp_path)
    dead = ScriptedTextToSpeech()
    dead.fault = Fault("error")
    assert await rendered(dead, tmp_path) == first
    assert dead.asked == []


async def test_another_voice_or_text_is_another_file():
    names = {
        file_name(text, language, voice)
        for text in ("Hello", "Bye")
        for language in LANGUAGES
        for voice in ("a", "b")
    }
    assert len(names) == 12
    assert file_name("Hello", "en", "a") == file_name("Hello", "en", "a")


@pytest.mark.parametrize("damaged", [b"", b"odd"])
async def test_a_damaged_file_is_rendered_again(autojump_clock, tmp_path, damaged):
    tts = ScriptedTextToSpeech()
    before = await rendered(tts, tmp_path)
    count = len(tts.asked)
    one = tmp_path / file_name(PHRASES["en"]["filler"], "en", f" {tts.name}")
    one.write_bytes(damaged)
    assert await rendered(tts, tmp_path) == before
    assert len(tts.asked) == count + 1
    assert one.read_bytes() == before["en"]["filler"].pcm


async def test_a_folder_that_cannot_be_written_costs_only_time(
    autojump_clock, tmp_path
):
    (tmp_path / "file").write_text("in the way")
    tts = ScriptedTextToSpeech()
    bank = await rendered(tts, tmp_path / "file" / "phrases")
    assert len(bank["en"]) == len(PHRASES["en"])


async def test_a_dead_engine_is_told(autojump_clock, tmp_path):
    tts = ScriptedTextToSpeech()
    tts.fault = Fault("error", after=1)
    with pytest.raises(EngineError):
        await rendered(tts, tmp_path)


async def test_a_cancelled_rendering_leaves_whole_files_only(autojump_clock, tmp_path):
    tts = ScriptedTextToSpeech()
    with trio.move_on_after(0.05):  # each phrase takes 20 ms
        await rendered(tts, tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert 0 < len(names) < len(PHRASES["en"])
    assert all(name.endswith(".pcm") for name in names)


class Turncoat(ScriptedTextToSpeech):
    """A ladder whose first voice is sick: the name is of who spoke last."""

    def speak(self, text, language):
        self.name = "second"
        return super().speak(text, language)


async def test_what_a_second_voice_rendered_is_not_taken_for_the_firsts(
    autojump_clock, tmp_path
):
    await rendered(Turncoat(name="first"), tmp_path)
    well = ScriptedTextToSpeech(name="first")
    await rendered(well, tmp_path)
    phrases = len(PHRASES["en"])
    assert len(well.asked) == phrases
    again = ScriptedTextToSpeech(name="second")
    await rendered(again, tmp_path)
    assert again.asked == []


async def test_another_setting_of_the_voices_is_another_file(autojump_clock, tmp_path):
    for voices in ("a", "b", "a"):
        tts = ScriptedTextToSpeech()
        await render_all(tts, ["en"], tmp_path, run_inline, voices)
    assert tts.asked == []
    assert len(list(tmp_path.iterdir())) == 2 * len(PHRASES["en"])
