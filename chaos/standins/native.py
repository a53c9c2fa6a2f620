"""The offline engines as ear and mouth of a stand-in: Whisper, hibari and RHVoice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from callcore.dialog.tongues import guess_language
from callcore.engines.host.natives import Decoder, Voices, load_voices
from callcore.engines.models.whisper import prepare_whisper
from callcore.engines.ports import SpeechChunk
from callcore.engines.stt.whisper import Aborted, NativeWhisper
from callcore.engines.tts.native import NativeVoice
from callcore.shared.ids import LANGUAGES, Language, language_of
from chaos.standins.ears import Hearing, Listening, same_language
from chaos.standins.mouths import Emit

FALLBACK: Final[Language] = "en"
UNKNOWN_CONFIDENCE: Final = 0.5


class WhisperEar:
    """Hears with Whisper: one decode at a time, finals before partials.

    A partial is given up at once if the model is busy, and while it is decoded as soon
    as a final waits or nobody wants it any more.
    """

    every_ms = 1000
    instant = False
    finds_pauses = True

    def __init__(self, model: Decoder) -> None:
        self._model = model
        # always the same thread: each that ran OpenMP code keeps a team of its own
        self._thread = ThreadPoolExecutor(1, "whisper")
        self._state = threading.Condition()
        self._busy = False
        self._finals = 0  # that wait

    def hear(self, asked: Listening) -> Hearing | None:
        """Return what was said; None for a partial that was given up. Blocks."""
        if not self._enter(final=asked.final):
            return None
        try:
            return self._thread.submit(self._decode, asked).result()
        except Aborted:
            return None
        finally:
            with self._state:
                self._busy = False
                self._state.notify_all()

    def _enter(self, *, final: bool) -> bool:
        with self._state:
            if not final:
                if self._busy or self._finals:
                    return False
            else:
                self._finals += 1
                self._state.wait_for(lambda: not self._busy)
                self._finals -= 1
            self._busy = True
            return True

    def _decode(self, asked: Listening) -> Hearing:
        def aborted() -> bool:
            return not asked.final and (asked.unwanted() or self._finals > 0)

        tag = self._language(asked, aborted)
        heard = self._model.decode(
            asked.pcm, language_of(tag) or FALLBACK, asked.hints, aborted
        )
        return Hearing(heard.text, tag, heard.confidence or UNKNOWN_CONFIDENCE)

    def _language(self, asked: Listening, aborted: Callable[[], bool]) -> str:
        """Return the tag of what is spoken; a partial takes the expected one for granted."""
        known = [one for one in map(language_of, asked.languages) if one]
        if not asked.final or len(set(known)) < 2:
            return asked.languages[0]
        likely = self._model.detect(asked.pcm, known, aborted)
        if not likely:
            return asked.languages[0]
        best = max(likely, key=lambda one: likely[one])
        return same_language(best, asked.languages)


class NativeMouth:
    """Speaks with the agent's offline voices, one text at a time."""

    def __init__(self, voices: Voices) -> None:
        self._voices = voices
        self._one = threading.Lock()

    def speak(self, text: str, language: str, emit: Emit) -> None:
        """Say ``text``; without a language in the one that it is written in.

        Raises LookupError if this machine has no voice for it.
        """

        def pass_on(chunk: SpeechChunk) -> bool:
            return emit(chunk.pcm)

        voice = self._voice(language_of(language) or likeliest(text))
        with self._one:
            voice.say(text, pass_on)

    def _voice(self, language: Language) -> NativeVoice:
        voices = self._voices.get(("agent", language), ())
        if not voices:
            raise LookupError(f"no offline voice speaks {language} here")
        return voices[0]


def likeliest(text: str) -> Language:
    """Return the language that ``text`` is written in."""
    shares = guess_language(text, LANGUAGES)
    return max(LANGUAGES, key=lambda one: shares.get(one, 0.0))


def load_ear(cache: Path, threads: int = 2) -> WhisperEar:
    """Return an ear; the model is prepared in ``cache`` (seconds, once). Blocks."""
    return WhisperEar(NativeWhisper(prepare_whisper(cache), threads))


def load_mouth(cache: Path) -> NativeMouth:
    """Return a mouth with the voices of this machine. Blocks."""
    return NativeMouth(load_voices(cache, roles=("agent",)))
