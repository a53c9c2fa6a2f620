"""The ear that asks a model: one batch about all callers every 32 ms.

A model call per caller and window would cost a thread hop each; a batch costs one for
all. The model runs on one thread and is never asked two things at once, so a second
batch is not begun while the first is out. If that takes over 100 ms, everything that
waits is judged by loudness, and the late answer is thrown away.

Who fell silent since the last batch is asked about in the next one, in the same job on
the same thread: has he finished? So JUDGED comes one or two rounds after ``judge_ms``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NoReturn

import numpy as np
import trio

from callcore.audio.activity import (
    WINDOW_MS,
    WINDOW_SAMPLES,
    Probabilities,
    TurnEnd,
    VoiceActivity,
    VoiceActivityError,
    Windows,
)
from callcore.audio.endpointing import EarSettings, Question
from callcore.audio.energy import STRIDE, peak_of
from callcore.shared.audioformat import SAMPLE_BYTES
from callcore.shared.offload import OneThread, RunSync
from callcore.transport.ear import EarLine, Post, forget_digit
from callcore.transport.judges import Judges
from callcore.transport.line import Line

WINDOW_BYTES: Final = WINDOW_SAMPLES * SAMPLE_BYTES
LATE_S: Final = 0.1  # a caller who waits for a thread is judged by loudness
MAX_WINDOWS: Final = (
    8  # per line and batch: after a stall the rest is not worth a model
)
SILENCE_ROUNDS: Final = 4  # 128 ms without a frame count as silence

log = logging.getLogger(__name__)


class BatchLine(EarLine):
    """One caller: how far his ring has been read, and his row of the model."""

    def __init__(
        self,
        line: Line,
        post: Post,
        settings: EarSettings,
        post_digit: Callable[[str], None],
    ) -> None:
        super().__init__(line, post, settings, post_digit)
        self.position = line.ring.written
        self.row: int | None = None

    def take_windows(self) -> list[bytes]:
        """Return the full windows since the last time, at most :data:`MAX_WINDOWS`."""
        self._catch_up()
        full = (self.line.ring.written - self.position) // WINDOW_BYTES
        start, pcm = self.line.ring.read(self.position, full * WINDOW_BYTES)
        self.position = start + len(pcm)
        return [pcm[at : at + WINDOW_BYTES] for at in range(0, len(pcm), WINDOW_BYTES)]

    def _catch_up(self) -> None:
        """Judge by loudness what is too old to be worth a model."""
        old = (self.line.ring.written - self.position) // WINDOW_BYTES - MAX_WINDOWS
        if old > 0:
            end = self.position + old * WINDOW_BYTES
            start, pcm = self.line.ring.read(self.position, old * WINDOW_BYTES)
            if lost := min(start, end) - self.position:  # the ring went round
                self.judge_by_energy(0.0, lost // SAMPLE_BYTES)
            pcm = pcm[: max(0, end - start)]
            for at in range(0, len(pcm), WINDOW_BYTES):
                window = pcm[at : at + WINDOW_BYTES]
                self.judge_by_energy(peak_of(window), len(window) // SAMPLE_BYTES)
            self.position = end


@dataclass(slots=True)
class Stage:
    """The next window of some callers."""

    lines: list[BatchLine]
    rows: list[int]
    windows: Windows
    peaks: Probabilities

    def judge_by_energy(self) -> None:
        """Fall back."""
        for line, peak in zip(self.lines, self.peaks, strict=True):
            line.judge_by_energy(float(peak), WINDOW_SAMPLES)

    def judge_by_model(self, probabilities: Probabilities) -> None:
        """Tell every caller's endpointer."""
        columns = zip(self.lines, probabilities, self.peaks, strict=True)
        for line, probability, peak in columns:
            line.judge_by_model(float(probability), float(peak), WINDOW_SAMPLES)


@dataclass(slots=True)
class Answers:
    """Of one thread job: a row per stage, and one number per question or ``None``."""

    stages: list[Probabilities]
    finished: Sequence[float] | None


@dataclass(slots=True, eq=False)
class Batch:
    """What one thread job judges: one stage after the other, then the questions."""

    stages: list[Stage]
    questions: list[tuple[BatchLine, Question, bytes]]
    begun_s: float
    given_up: bool = False


class BatchEar:
    """See the module docstring; implements :class:`callcore.transport.ear.Ear`."""

    def __init__(
        self,
        model: VoiceActivity,
        turn_end: TurnEnd | None = None,
        run_sync: RunSync | None = None,
    ) -> None:
        self.late_batches = 0
        self.failed_batches = 0
        self._model = model
        self._judges = Judges(turn_end)
        self._run_sync = run_sync or OneThread()
        self._lines: dict[BatchLine, None] = {}
        self._left: list[BatchLine] = []  # closed; their rows wait for the model
        self._attached = trio.Event()
        self._batch: Batch | None = None
        self._round = 0
        self._failing = False

    @property
    def failed_judgements(self) -> int:
        """Return how often the end of turns could not be judged, or came too late."""
        return self._judges.failed

    def attach(
        self,
        line: Line,
        post: Post,
        settings: EarSettings,
        post_digit: Callable[[str], None] = forget_digit,
    ) -> EarLine:
        """See :class:`callcore.transport.ear.Ear`."""
        ear_line = BatchLine(line, post, settings, post_digit)
        ear_line.leave = lambda: self._leave(ear_line)
        line.listener = ear_line
        self._lines[ear_line] = None
        self._attached.set()
        return ear_line

    async def run(self) -> NoReturn:
        """See :class:`callcore.transport.ear.Ear`."""
        async with trio.open_nursery() as nursery:
            while True:
                if not self._lines and self._batch is None:
                    self._attached = trio.Event()
                    await self._attached.wait()
                await trio.sleep(WINDOW_MS / 1000)
                batch = self._hear_round(trio.current_time())
                if batch is not None:
                    nursery.start_soon(self._ask, batch)

    def _hear_round(self, now_s: float) -> Batch | None:
        """Return the batch to ask about, if the model is free and there is one."""
        self._round += 1
        if self._round % SILENCE_ROUNDS == 0:
            for line in tuple(self._lines):
                line.note_silence(SILENCE_ROUNDS * WINDOW_MS)
        if self._batch is None:
            self._free_rows()
            questions = self._collect_questions()
            stages = self._collect()
            if not stages and not questions:
                return None
            self._batch = Batch(stages, questions, now_s)
            return self._batch
        if now_s - self._batch.begun_s > LATE_S:
            self._give_up(self._batch)
        return None

    async def _ask(self, batch: Batch) -> None:
        model, judges = self._model, self._judges
        tails = [tail for _, _, tail in batch.questions]

        def infer() -> Answers:
            stages = [model.infer(stage.windows, stage.rows) for stage in batch.stages]
            return Answers(stages, judges.ask(tails))

        try:
            answers = await self._run_sync(infer)
        except VoiceActivityError:
            await trio.lowlevel.checkpoint()
            self._note_failure()
            if not batch.given_up:
                self._give_up(batch, late=False)
        else:
            self._failing = self._failing and not batch.stages
            if not batch.given_up:
                self._take(batch, answers)
        finally:
            self._batch = None
            self._free_rows()

    def _take(self, batch: Batch, answers: Answers) -> None:
        """Tell every caller's endpointer; speech that went on is no pause any more."""
        for stage, answer in zip(batch.stages, answers.stages, strict=True):
            stage.judge_by_model(answer)
        if found := self._judges.noted(answers.finished):
            for (line, question, _), finished in zip(
                batch.questions, found, strict=True
            ):
                line.post(line.endpointer.judge(question, float(finished)))

    def _give_up(self, batch: Batch, *, late: bool = True) -> None:
        """Judge by loudness what the model has, and what came since."""
        if not batch.given_up:
            batch.given_up = True
            self.late_batches += late
            if batch.questions:
                self._judges.noted(None)  # late, or never asked: nothing is posted
            for stage in batch.stages:
                stage.judge_by_energy()
        for stage in self._collect(rows=False):
            stage.judge_by_energy()

    def _collect_questions(self) -> list[tuple[BatchLine, Question, bytes]]:
        """Return who fell silent, with his last two seconds."""
        if not self._judges.present:
            return []
        asking = [ln for ln in self._lines if ln.endpointer.question is not None]
        asked = [(line, line.endpointer.ask()) for line in asking]
        return [(ln, q, ln.tail(q)) for ln, q in asked if q is not None]

    def _collect(self, *, rows: bool = True) -> list[Stage]:
        """Return all full windows: the first of each caller, then the second, ..."""
        stages: list[list[tuple[BatchLine, bytes]]] = []
        for line in tuple(self._lines):
            for n, window in enumerate(line.take_windows()):
                if n == len(stages):
                    stages.append([])
                stages[n].append((line, window))
        return [self._stage(stage, rows=rows) for stage in stages]

    def _stage(self, stage: list[tuple[BatchLine, bytes]], *, rows: bool) -> Stage:
        lines = [line for line, _ in stage]
        samples = np.frombuffer(b"".join(window for _, window in stage), "<i2")
        windows = samples.astype(np.float32).reshape(-1, WINDOW_SAMPLES)
        some = windows[:, ::STRIDE]
        peaks = (some.max(axis=1) - some.min(axis=1)) / 2
        offsets = [line.health.offset for line in lines]
        if any(offsets):  # Silero hears through 8,000 of 32,768, and is deaf at 20,000
            windows -= np.array(offsets, np.float32)[:, None]
            np.clip(windows, -32768, 32767, out=windows)
        numbers = [self._row_of(line) for line in lines] if rows else []
        return Stage(lines, numbers, windows / np.float32(32768), peaks)

    def _row_of(self, line: BatchLine) -> int:
        if line.row is None:
            line.row = self._model.open_row()
        return line.row

    def _leave(self, line: BatchLine) -> None:
        self._lines.pop(line, None)
        self._left.append(line)
        if self._batch is None:
            self._free_rows()

    def _free_rows(self) -> None:
        for line in self._left:
            if line.row is not None:
                self._model.close_row(line.row)
                line.row = None
        self._left.clear()

    def _note_failure(self) -> None:
        self.failed_batches += 1
        if not self._failing:
            log.warning("voice activity model failed, judging by loudness")
        self._failing = True
