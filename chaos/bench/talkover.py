"""Whole calls in virtual time in which the caller talks over the agent, or only coughs.

The phone counts the samples of the agent's voice that really arrive, and the voice
remembers which word ends at which of them, so what the caller heard is known and not
estimated. The same seed gives the same calls.
"""

from __future__ import annotations

import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar

import numpy as np
import trio

from callcore.call.services import Services
from callcore.engines.ports import SpeechChunk
from callcore.engines.scripted import ScriptedLanguageModel
from callcore.engines.spelled import spell
from callcore.shared.audioformat import FRAME_BYTES, FRAME_MS, SAMPLE_RATE_HZ
from callcore.shared.ids import Language
from callcore.shared.observe.events import AGENT_SAID, CALLER_SPEECH
from tests.kit.clock import run_virtual
from tests.kit.hall import Hall
from tests.kit.talker import Talker, in_call

STORY: Final = (
    "We have tyres for summer and for winter and some for the whole year. "
    "The ones for winter are softer and they hold the road when it is cold. "
    "Most people who drive in the mountains take those with studs."
)
QUESTION: Final = "tell me"
OBJECTION: Final = "stop please"
FIRST_MS, LAST_MS = 300, 9000  # when in the reply he speaks; it takes about 11 s
PACES_MS: Final = (40, 50, 60, 75, 90)  # per character; real words differ as much
STORY_S: Final = 40.0  # by then it has been told, or never will be
ECHO_GAIN: Final = 0.1  # -20 dB, a line without an echo canceller
ECHO_FRAMES: Final = 5  # 100 ms later
NOISES: Final = ("cough", "mhm", "door", "noise", "echo")


@dataclass
class UnevenVoice:
    """Spells, each word at a pace of its own; ``times`` says whether it gives word times.

    ``sentences`` has (text, marks) of all that it was asked for, in order.
    """

    chance: random.Random
    times: bool = True
    name: str = "uneven"
    sentences: list[tuple[str, list[tuple[int, int]]]] = field(default_factory=list)
    pcm: bytearray = field(default_factory=bytearray)

    def speak(self, text: str, language: Language) -> AbstractAsyncContextManager[Any]:
        """See :class:`callcore.engines.ports.TextToSpeech`."""
        return self._stream(text)

    @trio.as_safe_channel
    async def _stream(self, text: str) -> AsyncGenerator[SpeechChunk, None]:
        await trio.sleep(0.02)
        at = chars = 0
        marks: list[tuple[int, int]] = []
        self.sentences.append((text, marks))
        for word in text.split(" "):
            gap = " " if chars else ""
            pcm = spell(gap + word, self.chance.choice(PACES_MS))
            at += len(pcm) // 2
            chars += len(gap + word)
            marks.append((at, chars))
            self.pcm += pcm
            told = self.times or chars == len(text)
            yield SpeechChunk(pcm, (marks[-1],) if told else ())

    def words_in(self, samples: int) -> list[str]:
        """Return the words that end within so many samples of all that was said."""
        words: list[str] = []
        for text, marks in self.sentences:
            chars = max((c for at, c in marks if at <= samples), default=0)
            words += text[:chars].split()
            samples -= marks[-1][0]
            if samples < 0:
                break
        return words


@dataclass(frozen=True)
class Stop:
    """How fast a reply stopped. ``frames`` is what left after the ear was sure."""

    detected_ms: float
    stopped_ms: float
    frames: int


@dataclass(frozen=True)
class Recovery:
    """What a noise did. ``whole``: each sample was heard once, and each word is believed."""

    noticed: bool
    whole: bool


@dataclass(frozen=True)
class Kept:
    """One interruption: the words that arrived, and those that the call believes in."""

    arrived: Sequence[str]
    said: Sequence[str]
    remembered: Sequence[str]

    @property
    def exact(self) -> bool:
        """True if journal and history hold the words that arrived, and no other."""
        return list(self.arrived) == list(self.said) == list(self.remembered)

    @property
    def error_chars(self) -> int:
        """Return how many characters too many (or too few, negative) are believed."""
        return len(" ".join(self.said)) - len(" ".join(self.arrived))


@dataclass
class Scene:
    """A call in which the agent tells its story. ``began`` counts frames before it."""

    talker: Talker
    voice: UnevenVoice
    began: int

    def heard(self) -> bytes:
        """Return every sample of the agent's voice since the story began."""
        pcm = b"".join(pcm for _, pcm in self.talker.frames[self.began :])
        samples = np.frombuffer(pcm, "<i2")
        voiced: bytes = samples[samples != 0].tobytes()  # a spelled voice has no zeros
        return voiced

    def said(self, turn: int = 1) -> list[str]:
        """Return the words that the journal holds of the story."""
        notes = self.talker.notes.of(AGENT_SAID)
        return " ".join(n["text"] for n in notes if n["turn"] == turn).split()

    def remembered(self) -> list[str]:
        """Return the words that the model will read as its own, after the greeting."""
        messages = self.talker.hall.heard_by_model()
        told = next(n for n, m in enumerate(messages) if m.role == "user")
        words: list[str] = []
        for message in messages[told + 1 :]:
            if message.role == "user":
                break
            words += message.text.split()
        return words


class StoryHall(Hall):
    """A worker in memory whose agent tells a story with an uneven voice."""

    def __init__(self, voice: UnevenVoice) -> None:
        self.voice = voice
        super().__init__(ScriptedLanguageModel([STORY, *["Very well."] * 9]))

    def _services(self, call_max_s: float) -> Services:
        return replace(super()._services(call_max_s), tts=self.voice)


Found = TypeVar("Found")
Play = Callable[[Scene, random.Random], Awaitable[Found]]


def run_scene(play: Play[Found], seed: int, *, times: bool = True) -> Found:
    """Call, ask, let the story begin; return what ``play`` finds."""

    async def call() -> Found:
        chance = random.Random(seed)
        voice = UnevenVoice(chance, times)
        async with in_call(StoryHall(voice)) as talker:
            await talker.say(QUESTION)
            scene = Scene(talker, voice, len(talker.frames))
            await talker.wait_state("speaking")
            return await play(scene, chance)

    return run_virtual(call, seed=seed)


# -- how fast it stops -----------------------------------------------------------


async def stop(scene: Scene, chance: random.Random) -> Stop:
    """Object at a random moment; return how soon that was noticed and obeyed."""
    talker = scene.talker
    await trio.sleep(chance.uniform(FIRST_MS, LAST_MS) / 1000)
    loud_s: list[float] = []

    def voice() -> bytes:
        frame = talker.voice()
        if any(frame):
            loud_s.append(trio.current_time())
        return frame

    talker.handset.voice = voice
    await talker.say(OBJECTION)
    begins = zip(
        talker.notes.of(CALLER_SPEECH), talker.notes.times(CALLER_SPEECH), strict=True
    )
    noticed_s = next(at for note, at in begins if note["on"] and at >= loud_s[0])
    spoken_s = [at for at, pcm in talker.frames if any(pcm)]
    after = [at for at in spoken_s if noticed_s < at <= noticed_s + 2 * FRAME_MS / 1000]
    last_s = max((at for at in spoken_s if at <= noticed_s), default=noticed_s)
    return Stop(
        detected_ms=1000 * (noticed_s - loud_s[0]),
        stopped_ms=1000 * (max(after, default=min(last_s, noticed_s)) - noticed_s),
        frames=len(after),
    )


# -- what false interruptions cost -------------------------------------------------


def noise_of(kind: str, chance: random.Random) -> bytes:
    """Return what is no interruption: 60 to 450 ms of it."""
    ms = chance.randint(60, 450)
    if kind == "mhm":
        return spell("mhm", min(150, ms // 3))
    samples = np.array([chance.gauss(0, 1) for _ in range(8 * ms)])
    if kind == "door":
        samples *= np.exp(-np.arange(len(samples)) / (0.06 * SAMPLE_RATE_HZ))
    if kind == "cough":  # two bursts
        samples[len(samples) // 3 : len(samples) // 2] *= 0.05
    return bytes((np.clip(samples * 4000, -16000, 16000)).astype("<i2").tobytes())


def recover(kind: str) -> Play[Recovery]:
    """Return the play of one noise at a random moment; an echo lasts as long as the story."""

    async def play(scene: Scene, chance: random.Random) -> Recovery:
        before = len(scene.talker.notes.of(CALLER_SPEECH))
        if kind == "echo":
            scene.talker.handset.voice = returned_voice(scene.talker)
        else:
            await trio.sleep(chance.uniform(FIRST_MS, LAST_MS) / 1000)
            scene.talker.voice.say(noise_of(kind, chance))
        with trio.move_on_after(STORY_S):
            await scene.talker.wait_state("listening")
        whole = scene.heard() == bytes(scene.voice.pcm)
        return Recovery(
            noticed=len(scene.talker.notes.of(CALLER_SPEECH)) > before,
            whole=whole and scene.said() == scene.remembered() == STORY.split(),
        )

    return play


def returned_voice(talker: Talker) -> Callable[[], bytes]:
    """Return a caller who is silent on a line that returns the agent's voice."""

    def voice() -> bytes:
        if len(talker.frames) <= ECHO_FRAMES:
            return bytes(FRAME_BYTES)
        samples = np.frombuffer(talker.frames[-ECHO_FRAMES][1], "<i2")
        return bytes((samples * ECHO_GAIN).astype("<i2").tobytes())

    return voice


# -- what is believed after an interruption -----------------------------------------


async def keep(scene: Scene, chance: random.Random) -> Kept:
    """Object at a random moment; return what was heard and what is believed."""
    talker = scene.talker
    await trio.sleep(chance.uniform(FIRST_MS, LAST_MS) / 1000)
    await talker.say(OBJECTION)

    def was_cut() -> bool:
        return any(note["cut"] for note in talker.notes.of(AGENT_SAID))

    heard = scene.heard()
    with trio.move_on_after(STORY_S):
        while not was_cut():  # frame by frame: the next reply follows soon
            heard = scene.heard()
            await trio.sleep(FRAME_MS / 1000)
    await talker.wait_state("listening")
    return Kept(
        arrived=scene.voice.words_in(len(heard) // 2),
        said=scene.said(),
        remembered=scene.remembered(),
    )
