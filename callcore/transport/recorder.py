"""Stereo recordings: the caller left, the agent right, on the ticker's timeline.

The tick only collects; once a second one thread writes for all calls of the worker. Who
is silent costs no memory. The header is brought up to date after each write, so a worker
that is killed leaves a file that plays.

A disk that is full or gone ends the recording and never the call. A disk that is slow
leaves silence where the buffer was full.
"""

from __future__ import annotations

import logging
import math
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, NoReturn

import trio

from callcore.audio.pcm import stereo
from callcore.audio.wav import header
from callcore.shared.audioformat import FRAME_SAMPLES, SAMPLE_BYTES, SAMPLE_RATE_HZ
from callcore.shared.offload import OneThread, RunSync
from callcore.transport.phase import STEP_MS

FLUSH_S: Final = 1.0
MAX_PENDING_BYTES: Final = 60_000  # of one call: about 2 s of both channels
SAMPLES_PER_STEP: Final = SAMPLE_RATE_HZ * STEP_MS // 1000
JITTER_SAMPLES: Final = 3 * FRAME_SAMPLES  # a frame so late is late, not missing
AHEAD_SAMPLES: Final = SAMPLE_RATE_HZ  # a channel further ahead is not real time
CLOSE_S: Final = 2.0

log = logging.getLogger(__name__)


class Channel:
    """One side: runs of audio (bytes) and of silence (samples) that wait for the disk."""

    __slots__ = ("audio_bytes", "begin", "end", "runs", "silent")

    def __init__(self) -> None:
        self.runs: deque[bytes | int] = deque()
        self.begin = 0  # position of the first sample that waits
        self.end = 0  # where the next sample goes
        self.audio_bytes = 0
        self.silent = False  # it ends in silence of ours

    def add(self, pcm: bytes) -> None:
        """Append audio."""
        self.runs.append(pcm)
        self.audio_bytes += len(pcm)
        self.end += len(pcm) // SAMPLE_BYTES
        self.silent = False

    def pad(self, position: int) -> None:
        """Append silence up to ``position``, if it is not there yet."""
        missing = position - self.end
        if missing > 0:
            last = self.runs[-1] if self.runs else b""
            if isinstance(last, int):
                self.runs[-1] = last + missing
            else:
                self.runs.append(missing)
            self.end = position
            self.silent = True

    def squeeze(self, samples: int) -> None:
        """Take ``samples`` out of the latest silence: what was missing came after all."""
        for n in reversed(range(len(self.runs))):
            run = self.runs[n]
            if isinstance(run, int):
                self.runs[n] = run - min(run, samples)
                self.end -= min(run, samples)
                return

    def take(self, until: int) -> list[bytes | int]:
        """Return and forget the runs before position ``until``."""
        taken: list[bytes | int] = []
        while self.runs and self.begin < until:
            run = self.runs.popleft()
            room = until - self.begin
            size = run if isinstance(run, int) else len(run) // SAMPLE_BYTES
            if size > room:
                run, rest = _split(run, room)
                self.runs.appendleft(rest)
            taken.append(run)
            self.begin += min(size, room)
            self.audio_bytes -= 0 if isinstance(run, int) else len(run)
        return taken


def _split(run: bytes | int, samples: int) -> tuple[bytes | int, bytes | int]:
    if isinstance(run, int):
        return samples, run - samples
    return run[: samples * SAMPLE_BYTES], run[samples * SAMPLE_BYTES :]


def _render(runs: list[bytes | int]) -> bytes:
    return b"".join(
        bytes(run * SAMPLE_BYTES) if isinstance(run, int) else run for run in runs
    )


class Recording:
    """One call's recording; a :class:`callcore.transport.line.Tap`."""

    def __init__(self, path: Path, wake: Callable[[], None]) -> None:
        self.path = path
        self.failed = False  #: the disk refused; nothing is recorded any more
        self.saved = trio.Event()  #: set when the file is complete and closed
        self.finished = False
        self.dropped_samples = 0  #: silence in place of what did not fit
        self.written_bytes = 0
        self.in_flight_bytes = 0  #: taken, and not written yet
        self._wake = wake
        self._caller, self._agent = Channel(), Channel()
        self._first_step: int | None = None
        self._file: BinaryIO | None = None

    # -- the tick ----------------------------------------------------------------

    def heard(self, pcm: bytes, step: int) -> None:
        """See :class:`callcore.transport.line.Tap`."""
        now = self._position(step)
        size = len(pcm) // SAMPLE_BYTES
        late = now - size - self._caller.end
        if late > (0 if self._caller.silent else JITTER_SAMPLES):
            self._caller.pad(now - size)
        elif late < -JITTER_SAMPLES:
            self._caller.squeeze(-late)
        if self._caller.end < now + AHEAD_SAMPLES:
            self._add(self._caller, pcm)

    def spoke(self, pcm: bytes | None, step: int) -> None:
        """See :class:`callcore.transport.line.Tap`."""
        now = self._position(step)
        self._agent.pad(now)
        if pcm is None:
            self._agent.pad(now + FRAME_SAMPLES)
        elif self._agent.end < now + FRAME_SAMPLES:
            self._add(self._agent, pcm)

    # -- the call ----------------------------------------------------------------

    def finish(self) -> None:
        """Say that the call is over; the rest is written soon. Idempotent."""
        self.finished = True
        self._wake()

    async def wait_saved(self) -> None:
        """Return when the file is complete, or :attr:`failed`. Cancel-safe."""
        await self.saved.wait()

    # -- the recorder ------------------------------------------------------------

    @property
    def pending_bytes(self) -> int:
        """Return how much audio waits for the disk."""
        waiting = self._caller.audio_bytes + self._agent.audio_bytes
        return self.in_flight_bytes + waiting

    def fail(self) -> None:
        """Keep nothing any more."""
        self.failed = True
        self.in_flight_bytes = 0
        self._caller, self._agent = Channel(), Channel()

    def take(self) -> tuple[list[bytes | int], list[bytes | int]]:
        """Return both sides up to a common position, and forget them."""
        end = max(self._caller.end, self._agent.end)
        due = end if self.finished else end - JITTER_SAMPLES
        self._caller.pad(due)
        self._agent.pad(due)
        until = min(self._caller.end, self._agent.end)
        before = self.pending_bytes
        left, right = self._caller.take(until), self._agent.take(until)
        self.in_flight_bytes += before - self.pending_bytes
        return left, right

    def write(self, left: list[bytes | int], right: list[bytes | int]) -> None:
        """Append to the file; in the thread. Raises ``OSError``."""
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("wb")
            self._file.write(header(0, channels=2))
        pcm_left, pcm_right = _render(left), _render(right)
        if pcm_left or pcm_right:
            self._file.seek(0, 2)
            self._file.write(stereo(pcm_left, pcm_right))
            self.written_bytes += 2 * max(len(pcm_left), len(pcm_right))
        self._file.seek(0)
        self._file.write(header(self.written_bytes, channels=2))
        self._file.flush()

    def close(self) -> None:
        """Close the file; in the thread. Raises ``OSError``."""
        if self._file is not None:
            file, self._file = self._file, None
            file.close()

    def _position(self, step: int) -> int:
        if self._first_step is None:
            self._first_step = step
        return (step - self._first_step) * SAMPLES_PER_STEP

    def _add(self, channel: Channel, pcm: bytes) -> None:
        if self.failed or self.finished:
            return
        if self.pending_bytes + len(pcm) > MAX_PENDING_BYTES:
            self.dropped_samples += len(pcm) // SAMPLE_BYTES
            channel.pad(channel.end + len(pcm) // SAMPLE_BYTES)
        else:
            channel.add(pcm)


class Job(NamedTuple):
    """What the thread shall do for one recording."""

    recording: Recording
    left: list[bytes | int]
    right: list[bytes | int]
    last: bool


def write_all(jobs: tuple[Job, ...]) -> dict[Recording, str]:
    """Do every job; return the recordings that failed, and why. Runs in the thread."""
    failed: dict[Recording, str] = {}
    for job in jobs:
        if job.recording in failed:
            continue
        try:
            job.recording.write(job.left, job.right)
            if job.last:
                job.recording.close()
        except OSError as exc:
            failed[job.recording] = exc.strerror or type(exc).__name__
            with suppress(OSError):  # closing tries to write once more
                job.recording.close()
    return failed


class Recorder:
    """The recordings of one worker. ``run`` belongs into its services nursery."""

    def __init__(self, folder: Path, run_sync: RunSync | None = None) -> None:
        self.failures = 0  #: recordings that ended because the disk refused
        self._folder = folder
        self._run_sync = run_sync or OneThread()
        self._live: dict[Recording, None] = {}
        self._jobs: list[Job] = []  # taken, and not written yet
        self._wake = trio.Event()
        self._failing = False

    def open(self, name: str) -> Recording:
        """Return a recording for ``line.tap``; the file appears within a second."""
        recording = Recording(self._folder / f"{name}.wav", self._stir)
        self._live[recording] = None
        if len(self._live) == 1:
            self._stir()
        return recording

    async def run(self) -> NoReturn:
        """Write until cancelled; then finish every recording, for at most 2 s."""
        try:
            while True:
                with trio.move_on_after(FLUSH_S if self._live else math.inf):
                    await self._wake.wait()
                self._wake = trio.Event()
                await self._flush()
        finally:
            for recording in self._live:
                recording.finished = True
            with trio.move_on_after(CLOSE_S, shield=True):
                await self._flush()

    async def _flush(self) -> None:
        """Write what there is. Cancelled: what was taken is kept for the next time."""
        self._jobs += [Job(rec, *rec.take(), last=rec.finished) for rec in self._live]
        if not self._jobs:
            await trio.lowlevel.checkpoint()
            return
        failed = await self._run_sync(partial(write_all, tuple(self._jobs)))
        for recording, reason in failed.items():
            self._fail(recording, reason)
        self._failing = bool(failed)
        jobs, self._jobs = self._jobs, []
        for job in jobs:
            job.recording.in_flight_bytes = 0
            if job.last or job.recording.failed:
                self._live.pop(job.recording, None)
                job.recording.saved.set()

    def _fail(self, recording: Recording, reason: str) -> None:
        recording.fail()
        self.failures += 1
        if not self._failing:
            log.warning("cannot record, calls go on", extra={"reason": reason})
        self._failing = True

    def _stir(self) -> None:
        self._wake.set()
