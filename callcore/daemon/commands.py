"""The worker obeys people: commands come through the shared state, replies go back.

A command is obeyed once, and not after its time; the reply tells what really became of it:
a take-over is answered when the call is decided, a sentence when it was heard. While the
state is gone nobody can ask anything, and no call notices.
"""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final, NoReturn

import trio

from callcore.call.control import DISMISSED, CallControl, Wish
from callcore.daemon.switchboard import Switchboard
from callcore.shared.ids import CallId, language_of
from callcore.shared.observe.fields import Plain
from callcore.shared.records import NEXT_END, Admission, Outcome
from callcore.shared.state.port import Command, Reply, State, StateDown

DECIDE_S: Final = 8.0  # from an order to the decided call: the longest last phrase
SAY_S: Final = 90.0  # a sentence of 500 characters, paused and resumed
LONGEST_S: Final = 60.0  # so long a command is kept; clocks that differ give no more
AGAIN_S: Final = 1.0  # the state is gone: look again
REPLY_TRIES: Final = 10
AT_ONCE: Final = 64  # commands that wait for their end; the next are told "busy"
MOST_REMEMBERED: Final = 4096  # ids; at one a second more than the minute they are kept
MOST_CHARS: Final = 80  # of a caller's number, a DID, a reason

_REASON: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_WORD: Final = re.compile(r"[A-Za-z0-9_:-]{1,80}")

log = logging.getLogger(__name__)

Told = tuple[str, Mapping[str, Plain]]
DONE: Final = "done"


@dataclass(frozen=True, slots=True)
class Desk:
    """What commands work on. ``queues`` holds the dialplan targets by name.

    ``address`` is where the house reaches the audio port, ``now_s`` the time of day,
    ``set_level`` refuses an unknown level, ``note`` counts a command and its result.
    """

    worker: str
    board: Switchboard
    queues: Mapping[str, str]
    address: Callable[[], str]
    now_s: Callable[[], float]
    set_level: Callable[[str], bool]
    note: Callable[[str, str], object]


class Commands:
    """Takes the commands of one worker; :meth:`run` is a task beside the calls."""

    def __init__(self, state: State, desk: Desk) -> None:
        self._state = state
        self._desk = desk
        self._seen: dict[str, None] = {}  # oldest first
        self._open = 0
        self._obeyed: dict[str, Callable[[Command], Awaitable[Told]]] = {
            "transfer": self._transfer,
            "hangup": self._hang_up,
            "say": self._say,
            "type": self._type,
            "admit": self._admit,
            "set-log-level": self._set_log_level,
        }

    async def run(self) -> NoReturn:
        """Obey until cancelled."""
        async with trio.open_nursery() as nursery:
            while True:
                try:
                    taken = await self._state.take(self._desk.worker)
                except StateDown:
                    await trio.sleep(AGAIN_S)
                    continue
                for command in taken:
                    if self._is_new(command):
                        nursery.start_soon(self._serve, command)

    def _is_new(self, command: Command) -> bool:
        """Say whether it was not seen; a state that fails over may give it twice."""
        if command.command_id in self._seen:
            return False
        self._seen[command.command_id] = None
        if len(self._seen) > MOST_REMEMBERED:
            del self._seen[next(iter(self._seen))]
        return True

    async def _serve(self, command: Command) -> None:
        self._open += 1
        try:
            result, fields = await self._obey(command)
        finally:
            self._open -= 1
        name = command.name if command.name in self._obeyed else "unknown"
        self._desk.note(name, result)
        told = {"command": name, "result": result, "by": _word(command.by)}
        log.info("a command", extra={**told, "call_id": _word(command.call_id)})
        await self._reply(Reply(command.command_id, result, fields))

    async def _obey(self, command: Command) -> Told:
        obeyed = self._obeyed.get(command.name)
        if obeyed is None:
            return "invalid", {}
        if self._desk.now_s() > command.until_s:
            return "too-late", {}
        if self._open > AT_ONCE:
            return "busy", {}
        return await obeyed(command)

    async def _reply(self, reply: Reply) -> None:
        """Answer; one that nobody can be told is given up."""
        for _ in range(REPLY_TRIES):
            try:
                await self._state.reply(reply)
            except StateDown:
                await trio.sleep(AGAIN_S)
            else:
                return
        log.warning("a reply was given up")

    # -- what is asked -------------------------------------------------------------

    async def _transfer(self, command: Command) -> Told:
        given = command.arguments
        reason = given.get("reason", "") or "supervisor"
        queue = given.get("queue", "")
        if not _REASON.fullmatch(reason) or (queue and queue not in self._desk.queues):
            return "invalid", {}
        control = self._control(command.call_id)
        if control is None:
            return self._nobody(command.call_id)
        target = self._desk.queues.get(queue, "")
        control.hand_over(reason, target)
        outcome = await _decided(control)
        return _told(outcome, done=lambda found: found.reason == reason)

    async def _hang_up(self, command: Command) -> Told:
        control = self._control(command.call_id)
        if control is None:
            return self._nobody(command.call_id)
        control.hang_up()
        outcome = await _decided(control)
        return _told(outcome, done=lambda found: found.reason == DISMISSED)

    async def _say(self, command: Command) -> Told:
        control = self._control(command.call_id)
        if control is None:
            return self._nobody(command.call_id)
        wish = control.say(command.arguments.get("text", ""))
        await self._wait_said(wish, self._left_s(command))
        outcome = wish.outcome or "no-answer"
        told: dict[str, Plain] = {"heard_chars": len(wish.heard)}
        return (DONE if outcome == "said" else outcome), told

    async def _wait_said(self, wish: Wish, left_s: float) -> None:
        with trio.move_on_after(left_s):
            async with trio.open_nursery() as either:
                for event in (wish.begun, wish.settled):
                    either.start_soon(_end_with, event, either)
        if not wish.begun.is_set():
            wish.settle("too-late")
        with trio.move_on_after(SAY_S):
            await wish.settled.wait()

    async def _type(self, command: Command) -> Told:
        await trio.lowlevel.checkpoint()
        control = self._control(command.call_id)
        if control is None:
            return self._nobody(command.call_id)
        taken = control.type_in(command.arguments.get("text", ""))
        return (DONE if taken else "refused"), {}

    async def _admit(self, command: Command) -> Told:
        await trio.lowlevel.checkpoint()
        board, given = self._desk.board, command.arguments
        language = language_of(given.get("language", ""))
        caller, did = given.get("caller", ""), given.get("did", "")
        call_id = _call_id(command.call_id)
        fits = max(len(caller), len(did)) <= MOST_CHARS
        if language is None or call_id is None or not fits or board.knows(call_id):
            return "invalid", {}
        admission = Admission(call_id, caller, did, language)
        if not board.expect(admission, trio.current_time()):
            return "full", {}
        return DONE, {"address": self._desk.address()}

    async def _set_log_level(self, command: Command) -> Told:
        await trio.lowlevel.checkpoint()
        known = self._desk.set_level(command.arguments.get("level", ""))
        return (DONE if known else "invalid"), {}

    # -- calls ---------------------------------------------------------------------

    def _control(self, call_id: str) -> CallControl | None:
        call = self._desk.board.live.get(CallId(call_id))
        return None if call is None else call.control

    def _nobody(self, call_id: str) -> Told:
        over = self._desk.board.mark_of(CallId(call_id)) is not None
        return ("already-ending" if over else "no-such-call"), {}

    def _left_s(self, command: Command) -> float:
        return min(LONGEST_S, max(0.0, command.until_s - self._desk.now_s()))


async def _decided(control: CallControl) -> Outcome | None:
    with trio.move_on_after(DECIDE_S):
        return await control.wait_decided()
    return None


def _told(outcome: Outcome | None, done: Callable[[Outcome], bool]) -> Told:
    if outcome is None:
        return "no-answer", {}
    told: dict[str, Plain] = {"next": outcome.next, "reason": outcome.reason}
    if done(outcome):
        return DONE, told
    hung_up = outcome.next == NEXT_END and outcome.reason == "caller-hung-up"
    return ("caller-left" if hung_up else "already-ending"), told


async def _end_with(event: trio.Event, nursery: trio.Nursery) -> None:
    await event.wait()
    nursery.cancel_scope.cancel(reason="one of them is enough")


def _call_id(text: str) -> CallId | None:
    """Return a call id that is one: it comes from another process."""
    try:
        parsed = str(uuid.UUID(text))
    except ValueError:
        return None
    return CallId(text) if parsed == text else None


def _word(text: str) -> str:
    """Return an id for a log line, ``?`` for anything else."""
    return text if _WORD.fullmatch(text) else "?"
