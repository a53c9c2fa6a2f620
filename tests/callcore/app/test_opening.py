from __future__ import annotations

from typing import Any

import pytest
import trio

from callcore.agent.phrases import PHRASES
from callcore.app.opening import AGAIN_S, NO_VOICE, Opening
from callcore.call.control import CallControl
from callcore.engines.errors import EngineRefused
from callcore.engines.scripted import Fault, ScriptedTextToSpeech
from callcore.shared.ids import new_call_id
from callcore.shared.offload import run_inline
from callcore.shared.records import Admission, Outcome


class Voice(ScriptedTextToSpeech):
    """Knows some languages only."""

    def __init__(self, *languages):
        super().__init__(first_s=0)
        self.languages = languages

    def speak(self, text, language):
        if language not in self.languages:
            raise EngineRefused(self.name, "no-voice")
        return super().speak(text, language)


def opening_of(tts, folder, languages=("en", "uk")):
    opening = Opening(tts, languages, folder)
    inline: Any = run_inline
    opening._threads = inline  # a thread and a mock clock do not go together
    return opening


class Connection:
    def __init__(self):
        self.asked = 0

    async def __call__(self):
        self.asked += 1
        await trio.lowlevel.checkpoint()


async def test_every_language_is_rendered_before_the_first_caller(
    autojump_clock, tmp_path
):
    opening = opening_of(Voice("en", "uk"), tmp_path)
    assert not opening.done
    await opening.run(Connection())
    assert opening.done
    assert {k: set(v) for k, v in opening.phrases.items()} == {
        language: set(PHRASES[language]) for language in ("en", "uk")
    }


async def test_the_engines_are_waited_for(autojump_clock, tmp_path):
    tts = Voice("en")
    opening = opening_of(tts, tmp_path, ["en"])
    with trio.move_on_after(100):
        await opening.run(trio.sleep_forever)
    assert not opening.done
    assert tts.asked == []


async def test_a_language_without_a_voice_is_left_out_and_told(
    autojump_clock, tmp_path, caplog
):
    opening = opening_of(Voice("en"), tmp_path)
    await opening.run(Connection())
    assert opening.done
    assert set(opening.phrases) == {"en"}
    (record,) = [r for r in caplog.records if r.levelname == "WARNING"]
    assert (record.language, record.reason) == ("uk", "no-voice")


async def test_an_engine_that_dies_is_asked_again_when_it_is_back(
    autojump_clock, nursery, tmp_path
):
    tts, connection = Voice("en"), Connection()
    tts.fault = Fault("lost")
    opening = opening_of(tts, tmp_path, ["en"])
    nursery.start_soon(opening.run, connection)
    await trio.sleep(3 * AGAIN_S + 0.1)
    assert not opening.done
    assert connection.asked == 4  # at first, and before each of three more
    tts.fault = Fault()
    await trio.sleep(AGAIN_S)
    assert opening.done
    assert set(opening.phrases) == {"en"}


@pytest.mark.parametrize(
    ("language", "outcome"), [("en", Outcome("end", "goodbye")), ("uk", NO_VOICE)]
)
async def test_a_caller_whom_nobody_can_speak_to_goes_to_a_human(
    autojump_clock, tmp_path, language, outcome
):
    served = []

    async def inner(_line, admission, _control):
        served.append(admission.language)
        await trio.lowlevel.checkpoint()
        return Outcome("end", "goodbye")

    opening = opening_of(Voice("en"), tmp_path)
    await opening.run(Connection())
    serve = opening.answer(inner)
    call = Admission(new_call_id(), "", "100", language)
    assert await serve(None, call, CallControl()) == outcome
    assert served == (["en"] if language == "en" else [])
    assert NO_VOICE.next == "human"
