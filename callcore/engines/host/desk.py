"""Turns requests into jobs for the lanes and results into answers."""

from __future__ import annotations

import logging
import os
import resource
from collections.abc import Callable
from functools import partial
from typing import Final

import trio

from callcore.engines.host import wire
from callcore.engines.host.connection import Connection
from callcore.engines.host.faults import Faults, InjectedFault
from callcore.engines.host.lane import Job, Lane, Work
from callcore.engines.host.natives import Natives
from callcore.engines.host.requests import (
    Cancel,
    Compare,
    Decode,
    Ping,
    Promote,
    Request,
    SetFault,
    Speak,
    Stage,
)
from callcore.engines.ports import SpeechChunk
from callcore.engines.stt.detection import Spoken, most_likely
from callcore.engines.stt.whisper import Aborted
from callcore.engines.tts.native import NativeVoice, VoiceError
from callcore.shared.audioformat import BYTES_PER_S

logger = logging.getLogger(__name__)

#: how many wait at most, and after how long a job counts as hung. A decode takes 0.5 s on
#: two cores, so 24 in a queue are 12 s: whoever comes then is better served by another rung
_LIMITS: Final[dict[Stage, tuple[int, float]]] = {
    "stt": (24, 20.0),
    "tts": (64, 10.0),
    "nlu": (128, 10.0),
}
#: what the binding, ctypes and numpy raise; anything else is a bug and ends the request
DETECTION_ERRORS: Final = (RuntimeError, ValueError, OSError, LookupError, TypeError)
_PAGE_KB: Final = resource.getpagesize() // 1024


class Desk:
    """What all connections share. ``hung`` is told which lane does not come back."""

    def __init__(
        self,
        natives: Natives,
        hung: Callable[[str], None],
        *,
        chaos: bool = False,
        nice: int = 0,
    ) -> None:
        self.lanes: dict[Stage, Lane] = {
            stage: Lane(stage, capacity, hang_s, hung, nice)
            for stage, (capacity, hang_s) in _LIMITS.items()
        }
        self._natives = natives
        self._faults = Faults() if chaos else None
        self._token = trio.lowlevel.current_trio_token()

    def serve(self, connection: Connection, request: Request) -> None:
        """Start, change or end a piece of work. Must be called on the loop."""
        match request:
            case Decode() | Speak() | Compare():
                self._take(connection, request)
            case Cancel():
                self._cancel(connection, request.ticket)
            case Promote():
                self._promote(connection, request.ticket)
            case Ping():
                numbers = self.numbers() if request.stats else {}
                connection.answer(request.ticket, wire.KIND_DONE, numbers)
            case SetFault():
                self._set_fault(connection, request)

    def numbers(self) -> dict[str, object]:
        """Return load and memory of the process, and what it can speak."""
        lanes: dict[str, object] = {
            stage: {"queued": lane.queued, "done": lane.done, "busy_s": lane.busy_s}
            for stage, lane in self.lanes.items()
        }
        voices = {
            f"{role}:{language}": [voice.name for voice in found]
            for (role, language), found in self._natives.voices.items()
        }
        return {
            **lanes,
            "pid": os.getpid(),
            "rss_kb": _rss_kb(),
            "stt_name": self._natives.stt.name,
            "voices": voices,
        }

    def abort_all(self) -> None:
        """Tell running jobs to stop, so that native code is idle when Python ends."""
        if self._faults is not None:
            for stage in self.lanes:
                self._faults.set(stage, "none")
        for lane in self.lanes.values():
            lane.abort()

    async def wait_idle(self) -> None:
        """Return once no native code runs; no lane works afterwards. Cancel-safe."""
        for lane in self.lanes.values():
            await lane.wait_idle()

    def _take(self, connection: Connection, request: Decode | Speak | Compare) -> None:
        stage: Stage
        final, key = True, None
        match request:
            case Decode():
                stage, work = "stt", partial(self._decode, connection, request)
                final, key = request.final, (id(connection), request.utterance)
            case Speak():
                found = self._natives.voices.get((request.role, request.language), ())
                if not 0 <= request.rank < len(found):
                    connection.refuse(request.ticket, "no-voice")
                    return
                voice = found[request.rank]
                stage, work = "tts", partial(self._speak, connection, request, voice)
            case Compare():
                stage, work = "nlu", partial(self._compare, connection, request)
        self._submit(
            connection,
            request.ticket,
            stage,
            Job(
                partial(self._guarded, connection, request.ticket, stage, work),
                partial(connection.drop, request.ticket),
                final,
                key,
            ),
        )

    def _submit(
        self, connection: Connection, ticket: int, stage: Stage, job: Job
    ) -> None:
        lane = self.lanes[stage]
        connection.jobs[ticket] = (lane, job)
        lane.submit(job)

    def _cancel(self, connection: Connection, ticket: int) -> None:
        lane, job = connection.jobs.pop(ticket, (None, None))
        if lane is not None and job is not None:
            lane.cancel(job)

    def _promote(self, connection: Connection, ticket: int) -> None:
        lane, job = connection.jobs.get(ticket, (None, None))
        if lane is not None and job is not None:
            lane.promote(job)

    def _set_fault(self, connection: Connection, request: SetFault) -> None:
        if self._faults is None:
            connection.refuse(request.ticket, "faults-are-off")
            return
        self._faults.set(request.stage, request.mode)
        connection.answer(request.ticket, wire.KIND_DONE)

    # -- on the work threads -----------------------------------------------------

    def _guarded(
        self,
        connection: Connection,
        ticket: int,
        stage: Stage,
        work: Work,
        aborted: Callable[[], bool],
    ) -> None:
        try:
            if self._faults is not None:
                self._faults.strike(stage)
            work(aborted)
        except Aborted:
            pass  # nobody waits for it
        except (VoiceError, InjectedFault) as error:
            self._post(connection.drop, ticket, str(error) or "injected")
        except Exception as error:  # D-005: one bad request must not end all
            logger.exception("a native engine failed", extra={"stage": stage})
            self._post(connection.drop, ticket, type(error).__name__)

    def _decode(
        self, connection: Connection, request: Decode, aborted: Callable[[], bool]
    ) -> None:
        spoken = self._detect(request, aborted) if request.among else None
        language = spoken.language if spoken else request.language
        heard = self._natives.stt.decode(request.pcm, language, request.hints, aborted)
        fields: dict[str, object] = {"text": heard.text, "confidence": heard.confidence}
        if request.among:
            fields["language"] = language
            fields["language_confidence"] = spoken.confidence if spoken else None
        self._done(connection, request.ticket, fields)

    def _detect(self, request: Decode, aborted: Callable[[], bool]) -> Spoken | None:
        try:
            found = self._natives.stt.detect(request.pcm, request.among, aborted)
        except Aborted:
            raise
        except DETECTION_ERRORS:  # text in the expected language is better than none
            logger.exception("the language was not detected")
            return None
        return most_likely(found, len(request.pcm) / BYTES_PER_S)

    def _speak(
        self,
        connection: Connection,
        request: Speak,
        voice: NativeVoice,
        aborted: Callable[[], bool],
    ) -> None:
        def emit(chunk: SpeechChunk) -> bool:
            fields = {"marks": chunk.marks}
            self._post(
                connection.reply, request.ticket, wire.KIND_CHUNK, fields, chunk.pcm
            )
            return not aborted()

        voice.say(request.text, emit)
        self._done(connection, request.ticket, {})

    def _compare(
        self, connection: Connection, request: Compare, _aborted: Callable[[], bool]
    ) -> None:
        found = self._natives.nlu.similarity(request.text, request.examples)
        self._done(connection, request.ticket, {"scores": found})

    def _done(
        self, connection: Connection, ticket: int, fields: dict[str, object]
    ) -> None:
        self._post(connection.reply, ticket, wire.KIND_DONE, fields)

    def _post(self, call: Callable[..., None], *arguments: object) -> None:
        try:
            self._token.run_sync_soon(call, *arguments)
        except trio.RunFinishedError:
            logger.debug("a result came after the end")


def _rss_kb() -> int:
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * _PAGE_KB
