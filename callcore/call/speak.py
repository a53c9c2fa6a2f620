"""Speak: sentences become voice, and what was heard becomes the truth (P4).

The task turns one sentence after the other into a clip of the playout, at most a second
ahead of the caller's ear. The driver pauses, resumes and cuts synchronously. Every clip
that leaves the playout is reported once, with the words that were heard.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NoReturn

import trio

from callcore.agent.phrases import PhraseKey
from callcore.call.deadlines import VOICE_CHUNK_S, VOICE_S
from callcore.call.happened import ANY_TURN, Happened, Post
from callcore.call.phrasebank import Rendered
from callcore.call.saying import (
    Queued,
    Sentence,
    ago_ms,
    has_word_times,
    heard_part,
)
from callcore.dialog.machine import Event
from callcore.dialog.sayable import Sayable, sayable
from callcore.engines.errors import EngineError
from callcore.engines.ports import TextToSpeech
from callcore.shared.ids import Language
from callcore.shared.observe.events import (
    AGENT_SAID,
    AGENT_SAYING,
    AGENT_UNSAID,
    Journal,
)
from callcore.transport.clip import Clip
from callcore.transport.playout import Playout

NO_PHRASE: Final = Rendered(b"", "")
PROTECTED: Final[frozenset[PhraseKey]] = frozenset(
    {"filler", "did_not_hear", "time_warning", "connecting", "goodbye"}
)  # short, or the last thing a caller hears; a greeting may be interrupted


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of one sentence or phrase. ``whole`` is false if it was cut."""

    text: str
    turn: int
    whole: bool
    protected: bool
    phrase: PhraseKey | None


@dataclass(frozen=True, slots=True)
class Speaking:
    """What the speaker needs."""

    tts: TextToSpeech
    phrases: Callable[[], Mapping[PhraseKey, Rendered]]  # in the language of now
    language: Callable[[], Language]
    playout: Playout
    post: Post
    heard: Callable[[Heard], None]
    on_wire: Callable[[Sentence], None]
    has_audio: Callable[[], None]
    saying: Callable[[str], None]
    filler_ended: Callable[[], None]
    journal: Journal


@dataclass(slots=True)
class _Said:
    """A clip in the playout and what it says; ``torn_at`` if its voice failed there."""

    sentence: Sentence
    spoken: Sayable
    phrase: PhraseKey | None = None
    torn_at: int | None = None  # spoken characters
    exact: bool | None = None  # of a torn one: did its voice tell when words end?
    began_s: float | None = None  # when its first frame went out

    @property
    def protected(self) -> bool:
        return self.sentence.protected


class Speaker:
    """The mouth of one call."""

    def __init__(
        self,
        use: Speaking,
        sender: trio.MemorySendChannel[Queued],
        lane: trio.MemoryReceiveChannel[Queued],
    ) -> None:
        self._use = use
        self._sender = sender
        self._lane = lane
        self._said: dict[Clip, _Said] = {}
        self._playing: Clip | None = None
        self._scope: trio.CancelScope | None = None  # of the sentence that is voiced
        self._voices_protected = False
        self._voiced = False  # the sentence that is voiced has a clip
        self._paused_s: float | None = None  # since when the reply is frozen
        self._waiting = 0  # sentences accepted and not yet wholly in the playout
        self._era = 0  # cuts so far
        self._open_turn = False  # the thinker may still add sentences
        self.protected_turn = ANY_TURN  #: the last in which an answer is owed
        use.playout.listener = self

    # -- the thinker -------------------------------------------------------------

    async def say(self, sentence: Sentence) -> None:
        """Queue a sentence; waits while 32 are queued. Cancelled: it is not said."""
        self._waiting += 1
        if sentence.protected:
            self.protected_turn = sentence.turn
        try:
            await self._sender.send(Queued(sentence, self._era))
        except trio.Cancelled:
            self._waiting -= 1
            raise

    def expect(self) -> None:
        """Say that a reply has begun: silence between its sentences is not its end."""
        self._open_turn = True

    def complete(self) -> None:
        """Say that the reply has no more sentences."""
        self._open_turn = False
        self.note_if_played_out()

    # -- the driver --------------------------------------------------------------

    def say_phrase(self, key: PhraseKey, turn: int = ANY_TURN) -> None:
        """Play a phrase that was rendered at start; it cannot fail and is not cut."""
        rendered = self._use.phrases().get(key, NO_PHRASE)
        if not rendered.pcm:
            self.note_if_played_out()
            return
        protected = key in PROTECTED
        clip = self._use.playout.play(rendered.pcm, rendered.text, protected=protected)
        origin = tuple(range(len(rendered.text) + 1))
        self._said[clip] = _Said(
            Sentence(rendered.text, turn, protected),
            Sayable(rendered.text, origin),
            key,
        )

    def say_for_house(self, sentence: Sentence) -> None:
        """Queue a sentence of a supervisor behind what is queued, if there is room."""
        try:
            self._sender.send_nowait(Queued(sentence, self._era))
        except trio.WouldBlock:
            self._lose(sentence)
        else:
            self._waiting += 1

    def pause(self) -> None:
        """Freeze speech within one frame; what is protected plays to its end first."""
        self._use.playout.pause()
        if self._paused_s is None:
            self._paused_s = trio.current_time()

    def resume(self) -> None:
        """Go on at the very sample."""
        self._use.playout.resume()
        self._paused_s = None

    def cut(self, *, all_of_it: bool = False) -> None:
        """Forget all that was not heard, report what was.

        Protected clips stay, unless ``all_of_it`` goes.
        """
        if self._scope is not None and (all_of_it or not self._voices_protected):
            self._scope.cancel(reason="barge-in")
        self._open_turn = False
        self._era += 1
        later: list[Sentence] = []
        while True:
            try:
                queued = self._lane.receive_nowait()
            except trio.WouldBlock:
                break
            self._waiting -= 1
            later.append(queued.sentence)
        for cut in self._use.playout.cut(all_of_it=all_of_it):
            said = self._said.pop(cut.clip, None)
            if said is None:
                continue
            if cut.samples > 0:
                self._report_part(said, cut.clip, cut.samples)
            else:
                self._lose(said.sentence)
        self._paused_s = None  # the playout goes on with what is next
        for sentence in later:
            self._lose(sentence)

    def close(self) -> None:
        """Report what was heard of what the end of the call left unsaid."""
        for clip, said in tuple(self._said.items()):
            samples = self._use.playout.heard(clip)
            if samples > 0:
                self._report_part(said, clip, samples)
            elif said.phrase is None:
                self._note_unsaid(said.sentence)
        self._said.clear()

    @property
    def protecting(self) -> bool:
        """True while a sentence plays that the caller must hear to its end."""
        playing = self._said.get(self._playing) if self._playing is not None else None
        return playing is not None and playing.phrase is None and playing.protected

    @property
    def sounding(self) -> bool:
        """True while something is on its way to the caller's ear."""
        return bool(self._said)

    @property
    def busy(self) -> bool:
        """True while something is or may still be said."""
        return self._open_turn or self._waiting > 0 or bool(self._said)

    def note_if_played_out(self) -> None:
        """Tell the driver if there is nothing left to say."""
        if not self.busy:
            self._use.post(Happened(Event.PLAYED_OUT))

    # -- the ticker, through the playout -------------------------------------------

    def clip_started(self, clip: Clip) -> None:
        """See :class:`callcore.transport.playout.PlayoutListener`."""
        self._playing = clip
        said = self._said.get(clip)
        if said is not None:
            said.began_s = trio.current_time()
            if said.phrase != "filler":  # it asks nothing
                self._use.saying(said.sentence.text)
            self._use.journal.note(
                AGENT_SAYING, turn=said.sentence.turn, text=said.sentence.text
            )
            if said.phrase is None and said.sentence.fate is None:
                self._use.on_wire(said.sentence)

    def clip_ended(self, clip: Clip) -> None:
        """See :class:`callcore.transport.playout.PlayoutListener`."""
        self._playing = None
        said = self._said.pop(clip, None)
        if said is None:
            return
        if said.phrase == "filler":
            self._use.filler_ended()
        if said.torn_at is None:
            self._report(said, said.sentence.text)
        else:
            self._report_part(said, clip, clip.samples)

    def drained(self) -> None:
        """See :class:`callcore.transport.playout.PlayoutListener`."""
        self.note_if_played_out()

    def _report_part(self, said: _Said, clip: Clip, samples: int) -> None:
        chars = clip.chars_estimated(samples)
        if said.torn_at is not None:
            chars = min(chars, said.torn_at)
        part = heard_part(said.sentence.text, said.spoken, chars)
        exact = said.exact
        if exact is None:
            exact = has_word_times(clip.text, clip.marks)
        self._report(said, part, exact=exact)

    def _when(self, said: _Said) -> dict[str, object]:
        """Return when its sound began and ended, in ms ago; a frozen one ended then."""
        now_s = trio.current_time()
        if said.began_s is None:
            return {}
        ended_s = now_s
        if self._paused_s is not None and not said.protected:
            ended_s = max(self._paused_s, said.began_s)
        return {"began_ago_ms": ago_ms(said.began_s), "ended_ago_ms": ago_ms(ended_s)}

    def _report(self, said: _Said, text: str, *, exact: bool | None = None) -> None:
        """Tell what was heard; ``exact`` says how a cut was found, ``None``: no cut."""
        sentence, whole = said.sentence, exact is None
        how: dict[str, object] = {"cut": not whole}
        if not whole:
            how |= {"exact": exact, "planned": sentence.text}
        how |= self._when(said)
        if sentence.fate is not None:
            how["by"] = "supervisor"
        self._use.journal.note(AGENT_SAID, turn=sentence.turn, text=text, **how)
        self._use.heard(
            Heard(text, sentence.turn, whole, sentence.protected, said.phrase)
        )
        if sentence.fate is not None:
            sentence.fate(text, whole=whole)

    # -- the task ----------------------------------------------------------------

    async def run(self) -> NoReturn:
        """Voice every sentence; a failure is an event, never an exception."""
        async for queued in self._lane:
            if queued.era == self._era:
                await self._try(queued.sentence)
            else:
                self._lose(queued.sentence)
            self._waiting -= 1
            self.note_if_played_out()
        raise AssertionError("the lane of sentences closed before its call")

    async def _try(self, sentence: Sentence) -> None:
        with trio.CancelScope() as scope:
            self._scope, self._voices_protected = scope, sentence.protected
            self._voiced = False
            try:
                await self._voice(sentence)
            except EngineError as exc:
                self._use.post(Happened(Event.FAILED, reason=f"tts-{exc.reason}"))
            except trio.TooSlowError:
                self._use.post(Happened(Event.FAILED, reason="tts-late"))
        self._scope = None
        if scope.cancelled_caught and not self._voiced:  # else its clip has told
            self._lose(sentence)

    async def _voice(self, sentence: Sentence) -> None:
        playout = self._use.playout
        language = self._use.language()
        spoken = sayable(sentence.text, language)
        clip: Clip | None = None
        voiced = False
        try:
            with trio.fail_after(VOICE_S) as budget:
                async with self._use.tts.speak(spoken.text, language) as chunks:
                    async for chunk in chunks:
                        if clip is None:
                            # cut in this very instant: it must not begin any more
                            await trio.lowlevel.checkpoint_if_cancelled()
                            clip = self._open(sentence, spoken)
                        playout.add(clip, chunk.pcm, chunk.marks)
                        budget.deadline = math.inf  # the caller's ear sets the pace
                        if not await playout.wait_room(clip):
                            return
                        budget.deadline = trio.current_time() + VOICE_CHUNK_S
            voiced = True
        finally:
            if clip is not None:
                self._finish(clip, voiced=voiced)
        if clip is None:
            raise EngineError(self._use.tts.name, "no-audio")

    def _finish(self, clip: Clip, *, voiced: bool) -> None:
        said = self._said.get(clip)
        if said is not None and not voiced:  # what never came is not heard either
            said.exact = has_word_times(clip.text, clip.marks)
            said.torn_at = clip.chars_estimated(clip.samples)
            # its audio covers no more, so what is shared out over it is no more either
            clip.marks.append((clip.samples, said.torn_at))
        self._use.playout.finish(clip)

    def _open(self, sentence: Sentence, spoken: Sayable) -> Clip:
        clip = self._use.playout.open(spoken.text, protected=sentence.protected)
        self._said[clip] = _Said(sentence, spoken)
        self._voiced = True
        if sentence.fate is None:
            self._use.has_audio()
        self._use.post(Happened(Event.SENTENCE_READY, turn=sentence.turn))
        return clip

    def _lose(self, sentence: Sentence) -> None:
        """Tell that nothing of it was heard."""
        self._note_unsaid(sentence)
        if sentence.fate is not None:
            sentence.fate("", whole=False)

    def _note_unsaid(self, sentence: Sentence) -> None:
        self._use.journal.note(AGENT_UNSAID, turn=sentence.turn, text=sentence.text)
