"""Scripted twins of every port: deterministic, free, and broken on request.

They ship with the product because simulation, bench and tests all run on them. They use
no clock but :func:`trio.sleep`, so a mock clock makes them instant. Set ``fault`` on any
of them, at any time, to break what is asked next.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    Callable,
    Iterable,
    Sequence,
)
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Final, Literal

import trio

from callcore.engines.chat import (
    Delta,
    Finished,
    Message,
    TextDelta,
    ToolCall,
    ToolSpec,
)
from callcore.engines.errors import EngineError, EngineLost
from callcore.engines.instant import Instant
from callcore.engines.ports import Partial, SpeechChunk, Transcript
from callcore.engines.spelled import CHAR_MS, read_spelled, spell, word_marks
from callcore.engines.utterance import UtteranceAudio
from callcore.shared.audioformat import BYTES_PER_S, SAMPLE_BYTES
from callcore.shared.ids import Language

FaultMode = Literal["none", "hang", "error", "lost", "slow", "garbage"]
FAULT_MODES: Final[tuple[FaultMode, ...]] = ("hang", "error", "lost", "slow", "garbage")

_NONSENSE: Final = "\ufffd Редактор субтитров [BLANK_AUDIO] \u200b"
_BYTES_PER_MS: Final = BYTES_PER_S // 1000


@dataclass(frozen=True, slots=True)
class Fault:
    """How an engine misbehaves.

    ``hang`` never answers, ``error`` and ``lost`` raise, ``slow`` answers ``slow_s`` late,
    ``garbage`` answers nonsense of the right type. ``after`` items (partials, chunks,
    deltas) still come out well before it strikes.
    """

    mode: FaultMode = "none"
    after: int = 0
    slow_s: float = 5.0


HEALTHY: Final = Fault()


class Scripted:
    """What the twins share: a name, the fault knob, and what they were asked."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.fault = HEALTHY
        self.asked: list[str] = []  # one entry a request, for assertions

    async def strike(self, done: int) -> bool:
        """Misbehave if it is time to, ``done`` items in; true means: say garbage."""
        fault = self.fault
        if done < fault.after or fault.mode == "none":
            return False
        if fault.mode == "hang":
            await trio.sleep_forever()
        if fault.mode == "error":
            raise EngineError(self.name, "scripted-error")
        if fault.mode == "lost":
            raise EngineLost(self.name, "scripted-loss")
        if fault.mode == "slow" and done == fault.after:
            await trio.sleep(fault.slow_s)
        return fault.mode == "garbage"


Hearing = Callable[[UtteranceAudio, Language], str]
Detecting = Callable[[UtteranceAudio, str], Language | None]


def hear_spelled(audio: UtteranceAudio, _language: Language) -> str:
    """Return what a simulated caller spelled (:mod:`callcore.engines.spelled`)."""
    return read_spelled(audio.pcm)


class ScriptedSpeechToText(Scripted):
    """Hears what ``script`` says: texts in order, or a function of the audio so far.

    Partials come per ``partial_ms`` of new audio and hold the share of the words that
    the covered audio suggests; the final text comes ``final_s`` after the end.
    ``settled_partials`` posts a stable one with all words whenever the audio settles.
    ``detect`` says, of the audio and its text, which language it is; it is asked once,
    after the end, and only if the call allows other languages.
    """

    def __init__(
        self,
        script: Iterable[str] | Hearing = hear_spelled,
        *,
        name: str = "scripted-stt",
        final_s: float = 0.3,
        partial_ms: int = 500,
        settled_partials: bool = False,
        detect: Detecting | None = None,
    ) -> None:
        super().__init__(name)
        self._script = script if callable(script) else iter(script)
        self._final_s = final_s
        self._settled_partials = settled_partials
        self._detect = detect
        self._partial_bytes = partial_ms * _BYTES_PER_MS

    async def transcribe(
        self,
        audio: UtteranceAudio,
        language: Language,
        post: Callable[[Partial], None],
        hints: Sequence[str] = (),
        others: Sequence[Language] = (),
    ) -> Transcript:
        """Follow ``audio``; see :class:`~callcore.engines.ports.SpeechToText`."""
        self.asked.append(" ".join(hints))
        planned = self._planned()
        done = covered = 0
        settled_at = -1  # how much speech there was when it settled last
        while not audio.closed:
            await audio.wait_change()
            settles = audio.settled and self._settled_partials
            settles = settles and audio.speech_bytes != settled_at
            grown = len(audio.pcm) - covered >= self._partial_bytes
            if audio.closed or not (settles or grown):
                continue
            covered = len(audio.pcm)
            settled_at = audio.speech_bytes if settles else settled_at
            hear = self._whole if settles else self._so_far
            garbage = await self.strike(done)
            text = _NONSENSE if garbage else hear(planned, audio, language)
            post(Partial(text, covered // _BYTES_PER_MS, stable=settles))
            done += 1
        # a fault that waits for more items than there were strikes here
        garbage = await self.strike(max(done, self.fault.after))
        if self._final_s > 0:
            await trio.sleep(self._final_s)
        text = self._whole(planned, audio, language)
        spoken = self._detect(audio, text) if self._detect and others else None
        known = spoken if spoken in (language, *others) else None
        return Transcript(
            _NONSENSE if garbage else text,
            known or language,
            0.9,
            None if known is None else 1.0,
        )

    def _planned(self) -> str | None:
        return None if callable(self._script) else next(self._script, "")

    def _whole(
        self, planned: str | None, audio: UtteranceAudio, language: Language
    ) -> str:
        if planned is None and callable(self._script):
            return self._script(audio, language).strip()
        return planned or ""

    def _so_far(
        self, planned: str | None, audio: UtteranceAudio, language: Language
    ) -> str:
        if planned is None:
            return self._whole(planned, audio, language)
        words = planned.split()
        share = len(audio.pcm) / _BYTES_PER_MS / CHAR_MS / max(1, len(planned))
        return " ".join(words[: math.floor(share * len(words))])


class ScriptedTextToSpeech(Scripted):
    """Speaks at a steady pace: spelled (readable back) or silent PCM, with word marks.

    ``paced`` makes chunks come in real time instead of at once.
    """

    def __init__(
        self,
        *,
        name: str = "scripted-tts",
        audible: bool = True,
        first_s: float = 0.02,
        char_ms: int = CHAR_MS,
        paced: bool = False,
    ) -> None:
        super().__init__(name)
        self._audible = audible
        self._first_s = first_s
        self._char_ms = char_ms
        self._paced = paced

    def speak(
        self, text: str, language: Language
    ) -> AbstractAsyncContextManager[AsyncIterable[SpeechChunk]]:
        """Stream ``text``; see :class:`~callcore.engines.ports.TextToSpeech`."""
        self.asked.append(f"{language}:{text}")
        if self._first_s > 0 or self._paced or self.fault is not HEALTHY:
            return self._stream(text)
        marks = word_marks(text, self._char_ms)
        starts = (0, *(mark[0] for mark in marks))
        return Instant(
            SpeechChunk(self._sound(text, since, mark[0]), (mark,))
            for since, mark in zip(starts, marks, strict=False)
        )

    @trio.as_safe_channel
    async def _stream(self, text: str) -> AsyncGenerator[SpeechChunk, None]:
        await trio.sleep(self._first_s)
        done = sent = 0
        for mark in word_marks(text, self._char_ms):
            garbage = await self.strike(done)
            pcm = self._sound(text, sent, mark[0])
            if garbage:
                yield SpeechChunk(
                    b"\xff\x7f" * (len(pcm) // SAMPLE_BYTES), ((1, 1 << 20),)
                )
            else:
                yield SpeechChunk(pcm, (mark,))
            if self._paced:
                await trio.sleep(len(pcm) / BYTES_PER_S)
            sent = mark[0]
            done += 1
        if 0 < done < self.fault.after:
            await self.strike(self.fault.after)

    def _sound(self, text: str, since: int, until: int) -> bytes:
        if not self._audible:
            return bytes((until - since) * SAMPLE_BYTES)
        per_char = _BYTES_PER_MS * self._char_ms // SAMPLE_BYTES
        return spell(text[since // per_char : until // per_char], self._char_ms)


Reply = str | Sequence[Delta]
Replying = Callable[[Sequence[Message], Sequence[ToolSpec], Language], Reply]


class ScriptedLanguageModel(Scripted):
    """Replies with what ``script`` holds, in order, or with what a function says.

    A string is streamed word by word and finished; a sequence of deltas is sent as is,
    with :class:`Finished` added if it has none.
    """

    def __init__(
        self,
        script: Iterable[Reply] | Replying,
        *,
        name: str = "scripted-llm",
        first_s: float = 0.2,
        delta_s: float = 0.02,
    ) -> None:
        super().__init__(name)
        self._script = script if callable(script) else iter(script)
        self._first_s = first_s
        self._delta_s = delta_s

    def reply(
        self, messages: Sequence[Message], tools: Sequence[ToolSpec], language: Language
    ) -> AbstractAsyncContextManager[AsyncIterable[Delta]]:
        """Stream one reply; see :class:`~callcore.engines.ports.LanguageModel`."""
        self.asked.append(messages[-1].text if messages else "")
        if max(self._first_s, self._delta_s) > 0 or self.fault is not HEALTHY:
            return self._stream(messages, tools, language)
        return Instant(self._deltas(messages, tools, language))

    @trio.as_safe_channel
    async def _stream(
        self, messages: Sequence[Message], tools: Sequence[ToolSpec], language: Language
    ) -> AsyncGenerator[Delta, None]:
        await trio.sleep(self._first_s)
        for done, delta in enumerate(self._deltas(messages, tools, language)):
            if await self.strike(done):
                yield ToolCall("garbage", "no_such_tool", '{"half":')
            else:
                yield delta
            await trio.sleep(self._delta_s)

    def _deltas(
        self, messages: Sequence[Message], tools: Sequence[ToolSpec], language: Language
    ) -> list[Delta]:
        if callable(self._script):
            said = self._script(messages, tools, language)
        else:
            said = next(self._script, "")
        deltas = _words(said) if isinstance(said, str) else list(said)
        if not any(isinstance(delta, Finished) for delta in deltas):
            deltas.append(Finished(tokens_out=len(deltas)))
        return deltas


def _words(text: str) -> list[Delta]:
    return [TextDelta(word) for word in text.replace(" ", " \0").split("\0") if word]


class ScriptedSimilarity(Scripted):
    """Compares texts by the letters they share, three at a time."""

    def __init__(self, *, name: str = "scripted-nlu", answer_s: float = 0.0) -> None:
        super().__init__(name)
        self._answer_s = answer_s

    async def similarity(self, text: str, examples: Sequence[str]) -> list[float]:
        """Return the cosine of trigram counts; 1.0 for equal texts."""
        self.asked.append(text)
        garbage = await self.strike(0)
        await trio.sleep(self._answer_s)
        if garbage:
            return [0.5] * len(examples)
        mine = _trigrams(text)
        return [_cosine(mine, _trigrams(example)) for example in examples]


def _trigrams(text: str) -> Counter[str]:
    padded = f"  {' '.join(text.lower().split())} "
    return Counter(padded[i : i + 3] for i in range(len(padded) - 2))


def _cosine(one: Counter[str], other: Counter[str]) -> float:
    dot = sum(count * other[gram] for gram, count in one.items())
    squares = [sum(count**2 for count in grams.values()) for grams in (one, other)]
    return dot / math.sqrt(math.prod(squares)) if all(squares) else 0.0
