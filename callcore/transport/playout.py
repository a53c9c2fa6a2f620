"""Playout is a cursor over clips, not a channel of frames.

The ticker takes frames and the driver pauses, resumes and cuts; both do so
synchronously in one thread, so there is no lock and nothing can come in between.

Three positions, all in speech samples since the call began:

* ``taken``  -- handed to the line (the cursor)
* ``heard``  -- taken, less the frames the kernel still holds
* a clip's own positions, which start at 0 where the clip starts

Silence between and inside clips is not speech: it moves neither cursor nor heard.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import trio

from callcore.shared.audioformat import FRAME_BYTES, SAMPLE_BYTES
from callcore.transport.clip import SAMPLES_PER_CHAR, Clip

FULL_BYTES: Final = 16_000  # 1 s: producers park above it ...
LOW_BYTES: Final = 4_800  # ... and wake below 300 ms, the slowest TTS chunk we accept
PACE_CHARS: Final = 12  # a shorter text says little about the pace of a voice
UNSENT_FRAMES_KNOWN: Final = 16  # the line holds at 5 (line.MAX_UNSENT_FRAMES)


@dataclass(frozen=True, slots=True)
class Cut:
    """Where barge-in stopped a clip: ``samples`` of it were heard, 0 if it never began."""

    clip: Clip
    samples: int


class PlayoutListener(Protocol):
    """Who follows the mouth. Called from the ticker: must not block, must not raise."""

    def clip_started(self, clip: Clip) -> None:
        """Learn that its first sample was taken."""

    def clip_ended(self, clip: Clip) -> None:
        """Learn that its last sample was taken; never called for one that was cut."""

    def drained(self) -> None:
        """Learn that the queue has played out; not called when a cut emptied it."""


class Playout:
    """The mouth of one line. ``unsent_frames`` says how many frames left us unheard."""

    def __init__(self, unsent_frames: Callable[[], int] = lambda: 0) -> None:
        self._unsent_frames = unsent_frames
        self._clips: deque[Clip] = deque()
        self._queued_bytes = 0
        self._taken = 0
        self._speech_of_frame: deque[int] = deque(maxlen=UNSENT_FRAMES_KNOWN)
        self._room: trio.Event | None = None
        self._samples_per_char = SAMPLES_PER_CHAR
        self._growing: Clip | None = None  # whose producer waits for room
        self.listener: PlayoutListener | None = None
        self.speech_came: Callable[[], None] | None = (
            None  #: the ticker's, in :meth:`add`
        )
        self.paused = False
        self.silent_frames = 0  #: since the last speech: the 2 s promise, on the wire
        self.underruns = 0  #: frames of silence inside a clip: the producer was late

    # -- producers ---------------------------------------------------------------

    def open(self, text: str = "", *, protected: bool = False) -> Clip:
        """Queue an empty clip, to be fed with :meth:`add` and :meth:`finish`."""
        clip = Clip(text, protected, self._samples_per_char)
        self._clips.append(clip)
        return clip

    def play(self, pcm: bytes, text: str = "", *, protected: bool = False) -> Clip:
        """Queue a whole clip, such as a pre-rendered phrase; ``pcm`` is not copied."""
        if len(pcm) % SAMPLE_BYTES:
            raise half_a_sample(pcm)
        clip = self.open(text, protected=protected)
        clip.append(pcm, [(len(pcm) // SAMPLE_BYTES, len(text))])
        self._queued_bytes += len(pcm)
        self.finish(clip)
        return clip

    def add(
        self, clip: Clip, pcm: bytes, marks: Sequence[tuple[int, int]] = ()
    ) -> None:
        """Append a chunk of whole samples; a clip that was cut forgets it.

        Raises ``ValueError`` for half a sample. Never blocks: ask :meth:`wait_room` first.
        A slot that waits for this very chunk takes its frame before ``add`` returns, so
        the listener may be told of ``clip_started`` in here.
        """
        if len(pcm) % SAMPLE_BYTES:
            raise half_a_sample(pcm)
        if clip.end is None:
            was_quiet = self.quiet
            clip.append(pcm, marks)
            self._queued_bytes += len(pcm)
            if was_quiet and self.speech_came is not None and not self.quiet:
                self.speech_came()

    def finish(self, clip: Clip) -> None:
        """Say that no more comes, so that the last part of a frame may be sent."""
        clip.finished = True

    async def wait_room(self, clip: Clip) -> bool:
        """Return ``True`` when ``clip`` may grow, ``False`` when it was cut.

        Returns at once below 1 s of speech queued up to the end of ``clip``, else below
        300 ms or on a cut. For one producer at a time. Always a checkpoint. Cancelled:
        nothing changes.
        """
        if clip.end is not None or self._bytes_until(clip) < FULL_BYTES:
            await trio.lowlevel.checkpoint()
        else:
            self._growing, self._room = clip, self._room or trio.Event()
            await self._room.wait()
        return clip.end is None

    # -- the driver --------------------------------------------------------------

    @property
    def quiet(self) -> bool:
        """True if the next frame would be silence."""
        return not self._clips or self._frozen or not self._clips[0].ready

    @property
    def _frozen(self) -> bool:
        """A pause holds what may be interrupted; a protected clip plays to its end first."""
        return self.paused and not self._clips[0].protected

    @property
    def empty(self) -> bool:
        """True if nothing is queued, not even an open clip that waits for audio."""
        return not self._clips

    @property
    def queued_ms(self) -> int:
        """Return how much speech is queued."""
        return self._queued_bytes // SAMPLE_BYTES // 8

    def pause(self) -> None:
        """Freeze the cursor; silence goes out until :meth:`resume`.

        A protected clip that is under way plays on, and what is behind it is frozen.
        """
        self.paused = True

    def resume(self) -> None:
        """Go on at the very sample where :meth:`pause` stopped."""
        self.paused = False

    def cut(self, *, all_of_it: bool = False) -> list[Cut]:
        """Forget every unprotected clip; return them in order, with what was heard.

        Takes effect with the next frame, also ends a pause. Protected clips stay, unless
        ``all_of_it`` goes.
        """
        dropped = [clip for clip in self._clips if all_of_it or not clip.protected]
        cuts = [Cut(clip, self.heard(clip)) for clip in dropped]
        for clip in dropped:
            clip.end = self._taken
            clip.drop_audio()
        self._clips = deque(clip for clip in self._clips if clip.end is None)
        self._queued_bytes = sum(clip.queued_bytes for clip in self._clips)
        self.paused = False
        self._wake_producers()
        return cuts

    def heard(self, clip: Clip) -> int:
        """Return how many samples of ``clip`` the caller heard so far."""
        if clip.start is None:
            return 0
        unsent = self._unsent_frames()
        unheard = sum(list(self._speech_of_frame)[-unsent:]) if unsent else 0
        end = self._taken if clip.end is None else clip.end
        return max(0, min(self._taken - unheard, end) - clip.start)

    # -- the ticker --------------------------------------------------------------

    def take_frame(self) -> bytes | None:
        """Move the cursor by one frame; ``None`` means silence, which is counted."""
        pcm = self._take() if self._clips and not self._frozen else b""
        if not pcm:
            self._speech_of_frame.append(0)
            self.silent_frames += 1
            return None
        self._speech_of_frame.append(len(pcm) // SAMPLE_BYTES)
        self.silent_frames = 0
        if self._growing is not None and self._bytes_until(self._growing) < LOW_BYTES:
            self._wake_producers()
        return pcm if len(pcm) == FRAME_BYTES else pcm.ljust(FRAME_BYTES, b"\0")

    def _take(self) -> bytes:
        pcm = b""
        while len(pcm) < FRAME_BYTES and not self.quiet:
            pcm += self._take_from(self._clips[0], FRAME_BYTES - len(pcm))
        if not pcm and self._clips and self._clips[0].start is not None:
            self.underruns += 1
        return pcm

    def _take_from(self, clip: Clip, size: int) -> bytes:
        if clip.start is None:
            clip.start = self._taken
            if self.listener is not None:
                self.listener.clip_started(clip)
        pcm = clip.take(size)
        self._taken += len(pcm) // SAMPLE_BYTES
        self._queued_bytes -= len(pcm)
        if clip.finished and not clip.queued_bytes:
            self._retire(clip)
        return pcm

    def _retire(self, clip: Clip) -> None:
        clip.end = self._taken
        self._clips.popleft()
        if len(clip.text) >= PACE_CHARS:
            self._samples_per_char = clip.samples / len(clip.text)
        if self.listener is not None:
            self.listener.clip_ended(clip)
            if not self._clips:
                self.listener.drained()

    def _bytes_until(self, clip: Clip) -> int:
        """Return what is queued up to the end of ``clip``.

        A phrase behind it does not count: it cannot play before the clip is complete.
        """
        queued = 0
        for each in self._clips:
            queued += each.queued_bytes
            if each is clip:
                break
        return queued

    def _wake_producers(self) -> None:
        self._growing = None
        if self._room is not None:
            self._room.set()
            self._room = None


def half_a_sample(pcm: bytes) -> ValueError:
    """Return what is wrong with a chunk of an odd number of bytes."""
    return ValueError(f"a chunk of {len(pcm)} bytes ends in half a sample")
